#include "lnz/schedule.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

/// The lengths of a schedule's edges when the cumulative length at beta is beta^power.
std::vector<double> lengths(Schedule const& schedule, double power) {
  std::vector<double> out;
  for (int k = 0; k + 1 < schedule.rungs(); ++k)
    out.push_back(std::pow(schedule[k + 1], power) - std::pow(schedule[k], power));
  return out;
}

}  // namespace

TEST_CASE("equal_length inverts a known length") {
  // The spline is off by O(h^2) of its nodes' spacing h, the tilt by at most 1e-6.
  Schedule const measured = linear(201);
  double const bound = 1e-6 + 1.0 / (200 * 200);
  for (double power : {0.5, 2.0, 3.0}) {
    Schedule const equal = equal_length(measured, lengths(measured, power), 11);
    REQUIRE(equal.rungs() == 11);
    for (int k = 1; k < 10; ++k) CHECK(std::abs(equal[k] - std::pow(k / 10.0, 1 / power)) < bound);
  }
}

TEST_CASE("equal_length does not depend on the unit of length") {
  Schedule const measured = sigmoid(50);
  std::vector<double> small = lengths(measured, 3), large = small;
  for (double& l : small) l *= 0x1p-40;
  for (double& l : large) l *= 0x1p40;
  CHECK(equal_length(measured, small, 20).beta() == equal_length(measured, large, 20).beta());
}

TEST_CASE("a schedule of equal lengths stays as it is") {
  Schedule const same = equal_length(sigmoid(9), std::vector<double>(8, 0.3), 9);
  for (int k = 0; k < 9; ++k) CHECK(std::abs(same[k] - sigmoid(9)[k]) < 2e-6);
}

TEST_CASE("edges without length are skipped, a path without length is spaced by beta") {
  Schedule const rest = equal_length(linear(5), std::vector<double>{0, 0, 1, 1}, 9);
  CHECK(rest[1] > 0.5);
  Schedule const middle = equal_length(linear(5), std::vector<double>{1, 0, 0, 1}, 5);
  CHECK(middle[1] < 0.25);
  CHECK(middle[3] > 0.75);
  Schedule const flat = equal_length(linear(5), std::vector<double>(4, 0.0), 3);
  CHECK(flat[1] == Approx(0.5));
}
