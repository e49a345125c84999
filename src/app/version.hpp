#pragma once

#include <string>

namespace lnz {

std::string version();  ///< "0.1.0"
std::string commit();   ///< of the sources at configuration, or "unknown"

}  // namespace lnz
