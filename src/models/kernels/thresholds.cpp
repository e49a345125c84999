#include "models/kernels/thresholds.hpp"

#include "models/kernels/transpose.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

namespace lnz {
namespace {

std::uint32_t rounded(double p) {
  return static_cast<std::uint32_t>(std::min(std::nearbyint(p * 0x1p32), 0x1p32 - 1));
}

/// p_1 of a lane, and p_0 in the sense of p_m = p_0 p_1^m.
double step(double exponent) { return exponent > 0 ? std::exp(-exponent) : 1; }
double start(double exponent) { return exponent > 0 ? 1 : 0.5; }

Thresholds nothing_for(Losses losses) {
  return {std::vector<Granule>(Thresholds::kPlanes *
                               static_cast<std::size_t>(std::bit_width(losses) - 1)),
          {},
          {}};
}

}  // namespace

Thresholds common_thresholds(double exponent, Losses losses) {
  Thresholds all = nothing_for(losses);
  auto const fill = [](Granule& g, bool bit) {
    std::ranges::fill(g.limb, bit ? ~std::uint64_t{0} : 0);
  };
  double p = start(exponent);
  double const p_1 = step(exponent);
  for (int m = 1; losses >> m; ++m) {
    p *= p_1;
    if (!(losses >> m & 1)) continue;
    std::uint32_t const threshold = rounded(p);
    for (std::size_t k = 0; k < Thresholds::kPlanes; ++k)
      fill(all.planes[static_cast<std::size_t>(m - 1) * Thresholds::kPlanes + k],
           threshold >> (31 - k) & 1);
  }
  fill(all.certain, exponent > 0);
  return all;
}

Thresholds lane_thresholds(std::span<double const> exponent, Losses losses) {
  // Every word is written twice, once for either half of a granule.
  auto const put = [](Granule& g, std::size_t lane, std::uint64_t bits) {
    g.limb[lane / 64] |= bits << lane % 64;
    g.limb[lane / 64 + 4] |= bits << lane % 64;
  };
  bool const equal = std::ranges::adjacent_find(exponent, std::not_equal_to{}) == exponent.end();
  Thresholds all = equal ? common_thresholds(exponent.front(), losses) : nothing_for(losses);
  for (std::size_t lane = exponent.size(); lane < Granule::kWordBits; ++lane)
    put(all.idle, lane, 1);
  if (equal) return all;
  for (std::size_t first = 0; first < exponent.size(); first += 32) {
    auto const lanes = exponent.subspan(first, std::min<std::size_t>(32, exponent.size() - first));
    std::array<double, 32> p{}, p_1{};
    std::ranges::transform(lanes, p.begin(), start);
    std::ranges::transform(lanes, p_1.begin(), step);
    for (std::size_t b = 0; b < lanes.size(); ++b)
      put(all.certain, first + b, std::uint64_t{lanes[b] > 0});
    for (int m = 1; losses >> m; ++m) {
      // Lane b in row 31 - b goes to bit b of every plane.
      std::array<std::uint32_t, 32> row{};
      for (std::size_t b = 0; b < 32; ++b) p[b] *= p_1[b];
      if (!(losses >> m & 1)) continue;
      for (std::size_t b = 0; b < 32; ++b) row[31 - b] = rounded(p[b]);
      transpose(row);
      for (std::size_t k = 0; k < Thresholds::kPlanes; ++k)
        put(all.planes[static_cast<std::size_t>(m - 1) * Thresholds::kPlanes + k], first, row[k]);
    }
  }
  return all;
}

}  // namespace lnz
