#include "estimators/importance.hpp"
#include "lnz/stream.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>

using namespace lnz;

namespace {

/// pareto_k of n weights, drawn through their inverse distribution function.
double k_of(std::size_t n, std::function<double(double)> const& log_weight_at) {
  Stream random(1, Purpose::data, 0, 0);
  std::vector<double> log_weight(n);
  for (double& x : log_weight) x = log_weight_at(random.uniform());
  return pareto_k(log_weight);
}

constexpr std::size_t kWeights = 40000;
double const kTail = 3 * std::sqrt(static_cast<double>(kWeights));

}  // namespace

TEST_CASE("Pareto weights have their known shape") {
  for (double k : {0.2, 0.5, 0.7, 1.0, 1.5}) {
    double const found = k_of(kWeights, [k](double u) { return -k * std::log(u); });
    // Var(k) = (1 + k)^2 / m of m exceedances; the prior pulls by 10 / m towards 1/2.
    double const bound = 4 * (1 + k) / std::sqrt(kTail) + 10 / kTail;
    INFO("k = " << k << ", found " << found);
    CHECK(std::abs(found - k) < bound);
  }
}

TEST_CASE("thin tails have shapes of zero and below") {
  double const error = 4 / std::sqrt(kTail) + 5 / kTail;
  double const exponential = k_of(kWeights, [](double u) { return std::log(-std::log(u)); });
  CHECK(std::abs(exponential) < error);
  CHECK(k_of(kWeights, [](double u) { return std::log(u); }) < -0.5);  // uniform: -1
  CHECK(k_of(kWeights, [](double u) { return u; }) < 0);
}

TEST_CASE("the shape does not depend on the weights' unit") {
  auto const at = [](double shift) {
    return k_of(1000, [shift](double u) { return shift - 0.6 * std::log(u); });
  };
  CHECK(at(1e4) == Approx(at(0)).epsilon(1e-6));
  CHECK(at(-1e4) == Approx(at(0)).epsilon(1e-6));
}

TEST_CASE("equal weights have shape zero, too few have none") {
  CHECK(pareto_k(std::vector<double>(1000, -3.0)) == 0);
  CHECK(std::isnan(pareto_k(std::vector<double>(24, 1.0))));
  CHECK_FALSE(std::isnan(k_of(25, [](double u) { return u; })));
}
