#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lnz {

/// Two consecutive 256-bit words of spins, bit 1 for +1: what kernels decide at a time, in one or
/// several registers. Bit b of a word is bit b % 64 of its limb b / 64.
struct alignas(64) Granule {
  static constexpr std::size_t kWordBits = 256, kWords = 2, kWordBytes = kWordBits / 8;
  std::uint64_t limb[8];
};

}  // namespace lnz
