#pragma once

#include "lnz/stream.hpp"

#include <cstdint>

namespace lnz {

/// Key of the vector kernels' generator, ARS-5 (Salmon et al., SC'11, sec. 4.2): 128-bit counters
/// encrypted by five rounds of AES under a Weyl key schedule. One key a sweep, drawn from the
/// sweep's stream, so that (seed, purpose, block, step, counter) addresses every word; the counter
/// is (index, kind), see `ars_inl.hpp`.
struct ArsKey {
  std::uint64_t low, high;
};

/// Kinds that kernels may tell apart.
constexpr std::uint64_t kArsKinds = 32;

inline ArsKey ars_key(Stream& random) {
  auto const word = [&] {
    std::uint64_t const low = random.bits();
    return low | std::uint64_t{random.bits()} << 32;
  };
  std::uint64_t const low = word();
  return {low, word()};
}

}  // namespace lnz
