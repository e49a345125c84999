#include "models/kernels/thresholds.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

/// The threshold of a lane in either word of the granules, put together from its bits.
std::uint64_t threshold(Thresholds const& all, int m, std::size_t lane, std::size_t word) {
  std::uint64_t sum = 0;
  for (std::size_t k = 0; k < Thresholds::kPlanes; ++k)
    sum |= (all.level(m)[k].limb[4 * word + lane / 64] >> lane % 64 & 1) << (31 - k);
  return sum;
}

}  // namespace

TEST_CASE("thresholds are the probabilities exp(-x m), rounded to 32 bits") {
  std::vector<double> exponent;
  for (int lane = 0; lane < 201; ++lane) exponent.push_back(lane * lane * 1e-3);
  Thresholds const all = lane_thresholds(exponent, losses_of(6) | losses_of(5));
  for (std::size_t lane = 0; lane < exponent.size(); ++lane)
    for (int m = 1; m <= 6; ++m)
      for (std::size_t word : {0, 1}) {
        double const p = lane == 0 ? 0.5 : std::exp(-exponent[lane] * m);
        CHECK(std::abs(static_cast<double>(threshold(all, m, lane, word)) - p * 0x1p32) <=
              0.5 + 1e-5);
      }
}

TEST_CASE("equal lanes and a common temperature have the thresholds of a single lane") {
  std::vector<double> const exponent(100, 0.3);
  Thresholds const lanes = lane_thresholds(exponent, losses_of(4)),
                   common = common_thresholds(0.3, losses_of(4));
  for (int const m : {2, 4})
    for (std::size_t const lane : {0, 63, 99}) {
      CHECK(threshold(lanes, m, lane, 0) == std::nearbyint(std::exp(-0.3 * m) * 0x1p32));
      CHECK(threshold(common, m, lane + 100, 1) == threshold(lanes, m, lane, 0));
    }
  CHECK(lanes.idle.limb[0] == 0);
  CHECK(lanes.idle.limb[1] == ~std::uint64_t{0} << 36);
  CHECK(lanes.idle.limb[7] == ~std::uint64_t{0});
  CHECK(common.idle.limb[7] == 0);
}

TEST_CASE("a threshold that would round to 1 stays below it") {
  CHECK(threshold(common_thresholds(1e-300, losses_of(2)), 2, 0, 0) == 0xffffffff);
  CHECK(threshold(common_thresholds(1e300, losses_of(2)), 2, 0, 0) == 0);
}
