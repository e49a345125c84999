#include "estimators/gaussian_edge.hpp"
#include "estimators/ladder.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

/// Samples without log ratios: an index process, one row a sweep.
LadderSamples index_process(int rungs, std::vector<int> replica_at) {
  std::size_t const edges =
      replica_at.size() / static_cast<std::size_t>(rungs) * static_cast<std::size_t>(rungs - 1);
  return {rungs, std::vector<double>(edges), std::vector<double>(edges), std::move(replica_at)};
}

LadderMethod const& method(std::string const& name) {
  for (LadderMethod const& known : ladder_methods())
    if (known.name == name) return known;
  throw std::runtime_error(name);
}

}  // namespace

TEST_CASE("round trips of a hand-written index process are counted") {
  // Replica 0 starts at the reference, is at the target in sweeps 2 and 3, back in sweep 5.
  std::vector<int> const once{0, 1, 2, 1, 0, 2, 1, 2, 0, 1, 2, 0, 1, 0, 2, 0, 1, 2};
  CHECK(ladder_health(index_process(3, once)).round_trips == 1);
  // Back at the target without the reference between: no further trip.
  std::vector<int> up_again = once;
  up_again.resize(15);
  up_again.insert(up_again.end(), {1, 2, 0});
  CHECK(ladder_health(index_process(3, up_again)).round_trips == 0);
}

TEST_CASE("a trip begins at the reference, not at the target") {
  // Replica 1 goes from the target to the reference, to the target and back: one round trip.
  CHECK(ladder_health(index_process(2, {0, 1, 1, 0})).round_trips == 0);
  CHECK(ladder_health(index_process(2, {0, 1, 1, 0, 0, 1})).round_trips == 1);
  CHECK(ladder_health(index_process(2, {0, 1, 1, 0, 0, 1, 1, 0})).round_trips == 2);
}

TEST_CASE("all replicas' trips are counted together") {
  // Two rungs that swap every sweep: each replica makes a trip every second sweep.
  std::vector<int> replica_at;
  for (int t = 0; t < 100; ++t) {
    replica_at.push_back(t % 2);
    replica_at.push_back(1 - t % 2);
  }
  CHECK(ladder_health(index_process(2, replica_at)).round_trips == 98);
}

TEST_CASE("rejections are means of 1 - min(1, ratio) and the barrier is their sum") {
  LadderSamples samples = index_process(3, {0, 1, 2, 0, 1, 2});
  samples.up = {std::log(0.5), 1, 3, std::log(0.25)};
  samples.down = {0, -1, 2, 0};
  LadderHealth const health = ladder_health(samples);
  CHECK(health.rejection[0] == Approx(0.25));
  CHECK(health.rejection[1] == Approx(0.375));
  CHECK(health.barrier == Approx(0.625));
}

TEST_CASE("ln Z at every rung is the reference's plus the edges below") {
  LadderSamples samples = index_process(3, {0, 1, 2, 1, 0, 2});
  samples.up = {0, 1, std::log(3.0), 3};
  samples.down = {-1, -3, 0, -5};
  Estimate const up = ladder_estimate(samples, method("stepping-stone-up"), 10);
  REQUIRE(up.log_z_at.size() == 3);
  CHECK(up.log_z_at[0] == 10);
  CHECK(up.log_z_at[1] == Approx(10 + std::log(2.0)));
  CHECK(up.log_z_at[2] == Approx(10 + std::log(2.0) + std::log((std::exp(1) + std::exp(3)) / 2)));
  CHECK(up.log_z == up.log_z_at[2]);
  CHECK(up.std_error_at[0] == 0);
  CHECK(up.std_error_at[2] == Approx(up.std_error));
  CHECK(up.ci95[0] == Approx(up.log_z - 1.96 * up.std_error));
  CHECK(up.ci95[1] == Approx(up.log_z + 1.96 * up.std_error));
  Estimate const integral = ladder_estimate(samples, method("thermodynamic-integration"), 0);
  CHECK(integral.log_z_at[1] ==
        Approx((std::log(3.0) / 2 + 0.5) / 2 - (0.25 - std::pow(std::log(3.0) / 2, 2)) / 12));
}

TEST_CASE("errors of independent edges add up to their known sum") {
  std::size_t const T = 20000;
  GaussianEdge const edges[] = {{.mean = 1, .sd = 0.3}, {.mean = -2, .sd = 0.9}};
  Stream random(5, Purpose::data, 0, 0);
  LadderSamples samples{.rungs = 3, .up = {}, .down = {}, .replica_at = {}};
  std::vector<int> replica_at{0, 1, 2};
  for (std::size_t t = 0; t < T; ++t) {
    std::swap(replica_at[random.bits() % 3], replica_at[random.bits() % 3]);
    samples.replica_at.insert(samples.replica_at.end(), replica_at.begin(), replica_at.end());
    for (GaussianEdge const& edge : edges) {
      samples.up.push_back(edge.up(1, random)[0]);
      samples.down.push_back(edge.down(1, random)[0]);
    }
  }
  double const n = static_cast<double>(T);
  double const lower = std::exp(0.09) - 1, both = lower + std::exp(0.81) - 1;
  Estimate const up = ladder_estimate(samples, method("stepping-stone-up"), 0);
  CHECK(std::abs(up.log_z - (1 + 0.045 - 2 + 0.405)) < 4 * std::sqrt(both / n));
  // Windows of 3 lags: Var relative 2 (2 * 3 + 1) / T; the weights' own kurtosis adds as much.
  double const bound = 4 * std::sqrt(28 / n);
  CHECK(std::abs(std::pow(up.std_error, 2) / (both / n) - 1) < bound);
  CHECK(std::abs(std::pow(up.std_error_at[1], 2) / (lower / n) - 1) < 2 * bound);
  CHECK(std::abs(up.ess / n - 1) < bound);
}

TEST_CASE("an error follows replicas, not rungs") {
  // Two replicas of opposite, constant influence that swap after every sweep: seen at the rungs
  // the series alternate and cancel, but on each replica's path nothing ever changes sign.
  std::size_t const T = 4096;
  LadderSamples samples{.rungs = 2, .up = {}, .down = {}, .replica_at = {}};
  for (std::size_t t = 0; t < T; ++t) {
    int const at_reference = static_cast<int>(t % 2);
    samples.replica_at.insert(samples.replica_at.end(), {at_reference, 1 - at_reference});
    samples.up.push_back(at_reference ? 0.1 : -0.1);
    samples.down.push_back(0);
  }
  Estimate const z = ladder_estimate(samples, method("stepping-stone-up"), 0);
  CHECK(z.std_error > 0.1 / std::sqrt(T));  // what independent sweeps would have
  CHECK(z.ess < T / 4);
}
