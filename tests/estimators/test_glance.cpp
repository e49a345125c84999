#include "estimators/glance.hpp"

#include "estimators/edge.hpp"
#include "estimators/ladder.hpp"
#include "lnz/stream.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

/// Ratios up of every edge: unit variance, e-fold memory of `memory` sweeps, mean -1/2, so that
/// every edge adds nothing to ln Z.
LadderSamples slow_ladder(int rungs, std::size_t sweeps, double memory, std::uint32_t run) {
  Stream random(2, Purpose::data, run, 0);
  double const kept = memory > 0 ? std::exp(-1 / memory) : 0, fresh = std::sqrt(1 - kept * kept);
  LadderSamples out{rungs, {}, {}, {}};
  std::vector<double> x(static_cast<std::size_t>(rungs - 1));
  for (double& v : x) v = random.normal();
  for (std::size_t t = 0; t < sweeps; ++t) {
    for (double& v : x) {
      v = kept * v + fresh * random.normal();
      out.up.push_back(v - 0.5);
      out.down.push_back(0);
    }
    for (int k = 0; k < rungs; ++k) out.replica_at.push_back(k);
  }
  return out;
}

Estimate stepping_stones(LadderSamples const& samples, double log_z_reference) {
  return ladder_estimate(samples, {"stepping-stone-up", "", stepping_stone_up}, log_z_reference);
}

}  // namespace

TEST_CASE("a glance at a whole ladder is the stepping stones' ln Z and the error of their sum") {
  LadderSamples const samples = slow_ladder(5, 3000, 4, 0);
  Estimate const glanced = glance(samples, 7).value(), full = stepping_stones(samples, 7);
  CHECK(glanced.log_z == Approx(full.log_z).epsilon(1e-13));
  // Each edge's memory stays on its two rungs here, so that both variances of ladder_estimate
  // agree.
  CHECK(glanced.std_error == Approx(full.std_error).epsilon(0.15));
  CHECK(glanced.ess == Approx(full.ess).epsilon(0.3));
}

TEST_CASE("a glance's error covers slow ladders") {
  constexpr int kRuns = 400;
  double squares = 0;
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    Estimate const z = glance(slow_ladder(4, 1500, 5, run), 0).value();
    squares += z.log_z * z.log_z / (z.std_error * z.std_error) / kRuns;
  }
  // chi-square of 400 degrees, and 10% for the bias and heavy tails of exponentials
  CHECK(std::abs(squares - 1) < 4 * std::sqrt(2.0 / kRuns) + 0.1);
}

TEST_CASE("a glance at a very long ladder takes evenly spaced sweeps") {
  constexpr std::size_t kSweeps = (std::size_t{1} << 19) + 100;
  LadderSamples samples{3, {}, {}, std::vector<int>(3 * kSweeps)};
  samples.up.resize(2 * kSweeps);
  samples.down.resize(2 * kSweeps);
  std::size_t const every = 3;  // 2^20 + 200 ratios, of which 2^19 at most
  for (std::size_t i = 0; i < samples.up.size(); ++i)
    samples.up[i] = i / 2 % every == 0 ? static_cast<double>(i % 2) : 1000;
  CHECK(glance(samples, 0).value().log_z == Approx(1));
}

TEST_CASE("of a few sweeps there is nothing to see, of large ratios no overflow") {
  CHECK(!glance(slow_ladder(3, 31, 0, 0), 0));
  LadderSamples large = slow_ladder(3, 32, 0, 0);
  for (double& u : large.up) u += 5000;
  CHECK(glance(large, 0).value().log_z == Approx(10000).margin(3));
}

TEST_CASE("a glance at two weights 1 and 3 is the delta method's") {
  std::vector<double> const log_weight{0, std::log(3.0)};
  Estimate const z = glance(log_weight, 10);
  CHECK(z.log_z == Approx(10 + std::log(2.0)));
  CHECK(z.std_error == Approx(0.5));
  CHECK(z.ess == Approx(1.6));
}
