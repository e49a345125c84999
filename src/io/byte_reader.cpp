#include "io/byte_reader.hpp"

#include "lnz/error.hpp"

#include <fmt/format.h>

namespace lnz {

std::string_view ByteReader::take(std::size_t n) {
  if (n > bytes_.size())
    throw ConfigError(fmt::format("{} is truncated ({} bytes are missing); copy it again", what_,
                                  n - bytes_.size()));
  std::string_view const taken = bytes_.substr(0, n);
  bytes_.remove_prefix(n);
  return taken;
}

}  // namespace lnz
