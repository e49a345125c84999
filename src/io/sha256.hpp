#pragma once

#include <string>
#include <string_view>

namespace lnz {

/// SHA-256 of the bytes in 64 lower-case hex digits. FIPS 180-4.
std::string sha256_hex(std::string_view bytes);

}  // namespace lnz
