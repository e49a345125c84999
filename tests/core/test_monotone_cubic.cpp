#include "core/monotone_cubic.hpp"

#include "lnz/stream.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

TEST_CASE("a monotone cubic is exact on lines, uneven nodes included") {
  std::vector<double> const x{-1, -0.9, 0.3, 0.31, 2, 7};
  std::vector<double> y;
  for (double at : x) y.push_back(3 * at - 2);
  MonotoneCubic const line(x, y);
  for (double at = -1; at <= 7; at += 0.01) CHECK(std::abs(line(at) - (3 * at - 2)) < 1e-13);
  CHECK(MonotoneCubic({0, 1}, {5, 7})(0.25) == 5.5);
}

TEST_CASE("a monotone cubic goes through its points and stays at its ends") {
  std::vector<double> const x{0, 1, 1.5, 4}, y{0, 0.1, 5, 5.5};
  MonotoneCubic const curve(x, y);
  for (std::size_t k = 0; k < x.size(); ++k) CHECK(curve(x[k]) == Approx(y[k]).margin(1e-15));
  CHECK(curve(-3) == 0);
  CHECK(curve(9) == 5.5);
}

TEST_CASE("a monotone cubic never falls, whatever its points") {
  for (std::uint32_t trial = 0; trial < 200; ++trial) {
    Stream random(1, Purpose::data, trial, 0);
    std::vector<double> x{0}, y{0};
    for (int k = 0; k < 12; ++k) {
      x.push_back(x.back() + std::exp(4 * random.normal()));
      y.push_back(y.back() + (random.uniform() < 0.2 ? 0 : std::exp(4 * random.normal())));
    }
    MonotoneCubic const curve(x, y);
    double before = y.front();
    std::size_t falls = 0;
    for (std::size_t k = 0; k + 1 < x.size(); ++k)
      for (int i = 1; i <= 50; ++i) {
        double const now = curve(x[k] + (x[k + 1] - x[k]) * i / 50);
        falls += now < before - 1e-12 * y.back();
        before = now;
      }
    REQUIRE(falls == 0);
  }
}

TEST_CASE("a monotone cubic has no kinks") {
  // Fritsch & Butland slopes of x^2 at 0, 1, 2, 3: 1 (the secant), 3/2 ... harmonic means.
  MonotoneCubic const curve({0, 1, 2, 3}, {0, 1, 4, 9});
  double const h = 1e-6;
  for (double node : {1.0, 2.0}) {
    double const left = (curve(node) - curve(node - h)) / h,
                 right = (curve(node + h) - curve(node)) / h;
    CHECK(std::abs(left - right) < 1e-4);
  }
  CHECK(std::abs((curve(1 + h) - curve(1)) / h - 2 / (1 / 1.0 + 1 / 3.0)) < 1e-4);
}
