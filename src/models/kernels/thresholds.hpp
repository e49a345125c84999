#pragma once

#include "models/kernels/granule.hpp"

namespace lnz {

/// Metropolis' acceptance of one sweep, bit-sliced. A flip that breaks m more bonds than it mends
/// happens with probability p_m = exp(-x m), x = 2 beta |J| of the lane: where a uniform 32-bit
/// number is below p_m 2^32, rounded to nearest (and at most 2^32 - 1).
struct Thresholds {
  static constexpr std::size_t kPlanes = 32;

  std::vector<Granule> planes;  ///< [m - 1, kPlanes]: bits of p_m, highest first

  /// Lanes with x > 0, where m <= 0 flips for sure. At x = 0 Metropolis would flip every spin at
  /// every sweep; there each spin flips with probability 1/2, which draws it afresh.
  Granule certain;

  /// Lanes past the end, whose spins mean nothing: they flip for sure.
  Granule idle;

  Granule const* level(int m) const {
    return planes.data() + static_cast<std::size_t>(m - 1) * kPlanes;
  }
};

/// Which m a system needs: bit m.
using Losses = std::uint32_t;

/// The losses of sites with n bonds: n, n - 2, ... as far as they are positive.
constexpr Losses losses_of(int bonds) {
  Losses losses = 0;
  for (int m = bonds; m > 0; m -= 2) losses |= Losses{1} << m;
  return losses;
}

/// Of lanes b with x = exponent[b] >= 0, at most 256. The two
/// words of a granule are the same lanes. Cost: an exponential a lane, and a few microseconds.
Thresholds lane_thresholds(std::span<double const> exponent, Losses losses);

/// Of bits that are all spins of one lane.
Thresholds common_thresholds(double exponent, Losses losses);

}  // namespace lnz
