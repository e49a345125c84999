#include "app/version.hpp"

namespace lnz {

std::string version() { return LNZ_VERSION; }
std::string commit() { return LNZ_COMMIT; }

}  // namespace lnz
