#include "lnz/log_sum.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace lnz;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

double log_sum(std::vector<double> const& a) { return log_sum_exp(a); }

}  // namespace

TEST_CASE("log_sum_exp neither overflows nor underflows") {
  CHECK(log_sum({std::log(1.0), std::log(2.0), std::log(5.0)}) == Approx(std::log(8.0)));
  CHECK(log_sum({1000, 1000}) == 1000 + std::log(2.0));
  CHECK(log_sum({-1000, -1000}) == -1000 + std::log(2.0));
  CHECK(log_sum({-1e308, 1e308}) == 1e308);
  CHECK(log_sum({1e5, 1e5 - 1}) == 1e5 + std::log1p(std::exp(-1.0)));
  CHECK(log_sum({-3.5}) == -3.5);
}

TEST_CASE("log_sum_exp takes infinities for zeros and infinities") {
  CHECK(log_sum({}) == -kInfinity);
  CHECK(log_sum({-kInfinity, -kInfinity}) == -kInfinity);
  CHECK(log_sum({-kInfinity, 2, -kInfinity}) == 2);
  CHECK(log_sum({2, kInfinity, -kInfinity}) == kInfinity);
}

TEST_CASE("log_sum_exp does not lose a NaN") {
  CHECK(std::isnan(log_sum({std::nan(""), 1, 2})));
  CHECK(std::isnan(log_sum({1, std::nan(""), 2})));
  CHECK(std::isnan(log_sum({1, 2, std::nan("")})));
  CHECK(std::isnan(log_sum({kInfinity, std::nan("")})));
}

TEST_CASE("log_mean_exp divides by the count") {
  CHECK(log_mean_exp(std::vector<double>{700, 700, 700}) == Approx(700).epsilon(kEpsilon));
  CHECK(log_mean_exp(std::vector<double>{0, std::log(3.0)}) ==
        Approx(std::log(2.0)).epsilon(4 * kEpsilon));
}

TEST_CASE("softplus is exact from one end of the doubles to the other") {
  CHECK(softplus(0) == std::log(2.0));
  CHECK(softplus(1e308) == 1e308);
  CHECK(softplus(800) == 800);
  CHECK(softplus(-800) == 0);
  CHECK(softplus(-40) == std::exp(-40.0));
  CHECK(softplus(-kInfinity) == 0);
  CHECK(softplus(kInfinity) == kInfinity);
  for (double x : {0.1, 1.0, 3.0, 30.0}) {
    CHECK(softplus(x) == Approx(std::log(1 + std::exp(x))).epsilon(8 * kEpsilon));
    CHECK(softplus(x) - softplus(-x) == Approx(x).epsilon(8 * kEpsilon));
  }
}

TEST_CASE("logit undoes logistic") {
  CHECK(logistic(0) == 0.5);
  CHECK(logistic(-1000) == 0);
  CHECK(logistic(1000) == 1);
  CHECK(logit(0.5) == 0);
  CHECK(logit(1e-300) == std::log(1e-300));
  CHECK(logit(0.75) == Approx(std::log(3.0)).epsilon(4 * kEpsilon));
  // d logit / dp = 1 / (p (1 - p)) carries the rounding of p.
  for (double x = -30; x <= 30; x += 0.5) {
    double const p = logistic(x);
    CHECK(std::abs(logit(p) - x) <= 4 * kEpsilon * (1 / (1 - p) + std::abs(x)));
  }
}
