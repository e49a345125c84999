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

TEST_CASE("small samples give the shape of Zhang and Stephens with the prior of Vehtari et al.") {
  // Literals from an independent implementation in Python.
  std::vector<double> heavy, thin;
  for (int i = 1; i <= 100; ++i) heavy.push_back(-0.8 * std::log((i - 0.5) / 100));
  for (int i = 1; i <= 400; ++i) thin.push_back(std::pow(i / 400.0, 2));
  CHECK(pareto_k(heavy) == Approx(0.6634319450388513).epsilon(1e-10));
  CHECK(pareto_k(thin) == Approx(-0.6279726091149532).epsilon(1e-10));
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
