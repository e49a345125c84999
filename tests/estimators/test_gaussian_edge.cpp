#include "estimators/edge.hpp"
#include "estimators/gaussian_edge.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <numbers>

using namespace lnz;

namespace {

constexpr std::size_t kRuns = 2000, kSamples = 500;

/// T times the variance of each method on an edge whose increments have mean m, variance v.
double known_variance(std::string const& method, GaussianEdge const& edge) {
  double const v = edge.sd * edge.sd;
  // Var(x) = v and Var(x^2) = 2 v^2 of centred normal x, from both rungs.
  if (method == "thermodynamic-integration") return 2 * (v / 4 + 2 * v * v / 144);
  if (method.starts_with("stepping-stone")) return std::exp(v) - 1;  // Var(w) / E(w)^2
  // Bennett (1976), eq. (10) with n_0 = n_1 = n: Var = (1 / overlap - 2) / n with
  // overlap = int p_lower p_upper / (p_lower + p_upper).
  double overlap = 0;
  double const step = 1e-3;
  for (double x = -12; x < 12; x += step) {
    double const z = x - edge.sd;
    double const p = std::exp(-x * x / 2), q = std::exp(-z * z / 2);
    if (p + q > 0) overlap += step * p * q / (p + q) / std::sqrt(2 * std::numbers::pi);
  }
  return 1 / overlap - 2;
}

}  // namespace

TEST_CASE("every method finds the ln ratio of Gaussian increments with its known error") {
  GaussianEdge const edge{.mean = -0.7, .sd = 0.8};
  struct Sums {
    double error = 0, square = 0, claimed = 0;
  };
  std::map<std::string, Sums> sums;
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    Stream random(1, Purpose::data, run, 0);
    std::vector<double> const up = edge.up(kSamples, random), down = edge.down(kSamples, random);
    for (LadderMethod const& method : ladder_methods()) {
      EdgeEstimate const found = method.edge(up, down);
      double influence = 0;
      for (double x : found.lower) influence += x * x;
      for (double x : found.upper) influence += x * x;
      Sums& sum = sums[method.name];
      sum.error += (found.value - edge.delta()) / kRuns;
      sum.square += std::pow(found.value - edge.delta(), 2) / kRuns;
      sum.claimed += influence / kSamples / kSamples / kRuns;
    }
  }
  for (auto const& [name, sum] : sums) {
    double const variance = known_variance(name, edge) / kSamples;
    INFO(name << ": error " << sum.error << ", variance " << sum.square << ", claimed "
              << sum.claimed << ", known " << variance);
    // The log of a mean is low by half its variance.
    CHECK(std::abs(sum.error) < 4 * std::sqrt(variance / kRuns) + variance);
    // Known to first order in 1/T: corrections of relative size a few / T.
    CHECK(std::abs(sum.square / variance - 1) < 4 * std::sqrt(2.0 / kRuns) + 5.0 / kSamples);
    CHECK(std::abs(sum.claimed / variance - 1) < 0.02);
  }
}
