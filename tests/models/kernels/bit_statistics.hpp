#pragma once

#include "models/kernels/granule.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

namespace lnz {

/// Standard errors between a count of n independent events of probability p and its mean.
inline double deviation(std::int64_t count, double n, double p) {
  return (static_cast<double>(count) - n * p) / std::sqrt(n * p * (1 - p));
}

/// Bits of a word at once: how often two bits of probability p agree.
inline double agreement(double p) { return p * p + (1 - p) * (1 - p); }

inline std::int64_t ones(std::span<Granule const> granules) {
  std::int64_t sum = 0;
  for (Granule const& g : granules)
    for (std::uint64_t const limb : g.limb) sum += std::popcount(limb);
  return sum;
}

/// Bit b of a word with bit b + n of the same word, around its end: how many agree.
inline std::int64_t agreeing_lanes(std::span<Granule const> granules, std::size_t n) {
  std::int64_t sum = 0;
  for (Granule const& g : granules)
    for (std::size_t limb = 0; limb < 8; ++limb) {
      auto const of = [&](std::size_t i) { return g.limb[limb / 4 * 4 + (limb + i) % 4]; };
      std::uint64_t const low = of(n / 64), high = of(n / 64 + 1);
      std::uint64_t const moved = n % 64 ? low >> n % 64 | high << (64 - n % 64) : low;
      sum += std::popcount(~(g.limb[limb] ^ moved));
    }
  return sum;
}

/// Limb i with limb i + n of the whole, not around its end: how many bits agree, of how many.
inline std::int64_t agreeing_limbs(std::span<Granule const> a, std::span<Granule const> b,
                                   std::size_t n) {
  std::int64_t sum = 0;
  std::uint64_t const *const first = a.front().limb, *const second = b.front().limb;
  for (std::size_t i = 0; i + n < 8 * a.size(); ++i)
    sum += std::popcount(~(first[i] ^ second[i + n]));
  return sum;
}

}  // namespace lnz
