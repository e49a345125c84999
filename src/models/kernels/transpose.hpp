#pragma once

#include <array>
#include <cstdint>

namespace lnz {

/// A 32 x 32 matrix of bits turned about its other diagonal: bit c of row r becomes bit 31 - r of
/// row 31 - c. Warren, Hacker's Delight, sec. 7-3.
inline void transpose(std::array<std::uint32_t, 32>& row) {
  std::uint32_t mask = 0x0000ffff;
  for (unsigned j = 16; j != 0; j >>= 1, mask ^= mask << j)
    for (unsigned k = 0; k < 32; k = (k + j + 1) & ~j) {
      std::uint32_t const swapped = (row[k] ^ (row[k + j] >> j)) & mask;
      row[k] ^= swapped;
      row[k + j] ^= swapped << j;
    }
}

}  // namespace lnz
