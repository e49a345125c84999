#include "lnz/stream.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

TEST_CASE("normal numbers have the moments and tails of the standard normal distribution") {
  int const n = 1000000;
  Stream random(3, Purpose::training, 0, 0);
  double sum[5] = {0, 0, 0, 0, 0}, lag = 0, beyond_3 = 0, before = 0;
  for (int i = 0; i < n; ++i) {
    double const x = random.normal();
    for (int power = 1; power <= 4; ++power) sum[power] += std::pow(x, power) / n;
    lag += x * before / n;
    beyond_3 += std::abs(x) > 3;
    before = x;
  }
  // Var(x^p) = E x^2p - (E x^p)^2 = 1, 2, 15, 96.
  CHECK(std::abs(sum[1]) < 4 * std::sqrt(1.0 / n));
  CHECK(std::abs(sum[2] - 1) < 4 * std::sqrt(2.0 / n));
  CHECK(std::abs(sum[3]) < 4 * std::sqrt(15.0 / n));
  CHECK(std::abs(sum[4] - 3) < 4 * std::sqrt(96.0 / n));
  CHECK(std::abs(lag) < 4 * std::sqrt(1.0 / n));
  double const p = std::erfc(3 / std::sqrt(2.0));
  CHECK(std::abs(beyond_3 / n - p) < 4 * std::sqrt(p * (1 - p) / n));
}

TEST_CASE("a normal number takes two uniform ones") {
  Stream normals(4, Purpose::data, 1, 2), uniforms(4, Purpose::data, 1, 2);
  for (int i = 0; i < 5; ++i) normals.normal();
  for (int i = 0; i < 10; ++i) uniforms.uniform();
  CHECK(normals.bits() == uniforms.bits());
}
