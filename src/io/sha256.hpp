#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace lnz {

/// SHA-256 of bytes that come in pieces. FIPS 180-4.
class Sha256 {
 public:
  void add(std::string_view bytes);
  std::string hex() &&;  ///< 64 lower-case hex digits

 private:
  std::array<std::uint32_t, 8> hash_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::uint64_t length_ = 0;  ///< bytes
  std::string rest_;          ///< fewer than a block, not absorbed yet
};

/// The same of bytes in one piece.
std::string sha256_hex(std::string_view bytes);

}  // namespace lnz
