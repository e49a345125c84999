#include "lnz/schedule.hpp"

#include "lnz/error.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace lnz;
using Catch::Matchers::Equals;

TEST_CASE("a schedule refuses what does not rise from 0 to 1 and says why") {
  CHECK_THROWS_WITH(Schedule({}),
                    Equals("rungs = 0 (a schedule needs 0 and 1); set --rungs 2 or more"));
  CHECK_THROWS_WITH(Schedule({0}),
                    Equals("rungs = 1 (a schedule needs 0 and 1); set --rungs 2 or more"));
  CHECK_THROWS_WITH(Schedule({0.25, 1}),
                    Equals("schedule from 0.250000 to 1.000000 (it must run from exactly 0 to "
                           "exactly 1); correct its ends"));
  CHECK_THROWS_WITH(Schedule({0, 0.5}),
                    Equals("schedule from 0.000000 to 0.500000 (it must run from exactly 0 to "
                           "exactly 1); correct its ends"));
  CHECK_THROWS_WITH(Schedule({0, 0.5, 0.5, 1}),
                    Equals("schedule value 2 = 0.500000 (values must rise strictly); sort them and "
                           "drop repeats"));
  CHECK_THROWS_WITH(Schedule({0, 0.5, 0.25, 1}),
                    Equals("schedule value 2 = 0.250000 (values must rise strictly); sort them and "
                           "drop repeats"));
  CHECK_THROWS_AS(Schedule({0, std::nan(""), 1}), ConfigError);
  CHECK_THROWS_AS(Schedule({std::nan(""), 1}), ConfigError);
}

TEST_CASE("every named schedule refuses fewer than two rungs") {
  for (int rungs : {1, 0, -5}) {
    CHECK_THROWS_AS(linear(rungs), ConfigError);
    CHECK_THROWS_AS(sigmoid(rungs), ConfigError);
    CHECK_THROWS_AS(salakhutdinov(rungs), ConfigError);
    CHECK_THROWS_AS(equal_length(linear(3), std::vector<double>{1, 1}, rungs), ConfigError);
  }
  for (auto* named : {linear, sigmoid, salakhutdinov})
    CHECK(named(2).beta() == std::vector<double>{0, 1});
}

TEST_CASE("linear rungs are equally spaced") {
  CHECK(linear(5).beta() == std::vector<double>{0, 0.25, 0.5, 0.75, 1});
  Schedule const many = linear(1001);
  for (int k = 0; k <= 1000; ++k) REQUIRE(many[k] == k / 1000.0);
}

TEST_CASE("sigmoid rungs follow the logistic function with delta = 4") {
  Schedule const schedule = sigmoid(41);
  auto const f = [](double x) { return 1 / (1 + std::exp(-x)); };
  for (int k = 0; k <= 40; ++k) {
    double const expected = (f(4 * (2.0 * k / 40 - 1)) - f(-4)) / (f(4) - f(-4));
    CHECK(std::abs(schedule[k] - expected) < 1e-15);
    CHECK(std::abs(schedule[k] + schedule[40 - k] - 1) < 1e-15);
  }
  CHECK(schedule[1] < 0.25 / 40 * 2);  // denser at the ends
}

TEST_CASE("14,501 Salakhutdinov rungs are those of the paper to rounding") {
  Schedule const schedule = salakhutdinov(14501);
  double worst = 0;
  for (int k = 0; k <= 14500; ++k) {
    double const expected = k <= 500    ? k * 1e-3
                            : k <= 4500 ? 0.5 + (k - 500) * 1e-4
                                        : 0.9 + (k - 4500) * 1e-5;
    worst = std::max(worst, std::abs(schedule[k] - expected));
  }
  CHECK(worst < 4 * std::numeric_limits<double>::epsilon());
}

TEST_CASE("fewer Salakhutdinov rungs thin its three parts alike") {
  Schedule const schedule = salakhutdinov(146);  // every hundredth
  CHECK(schedule[1] == Approx(0.1));
  CHECK(schedule[5] == Approx(0.5));
  CHECK(schedule[6] == Approx(0.51));
  CHECK(schedule[45] == Approx(0.9));
  CHECK(schedule[46] == Approx(0.901));
  CHECK(schedule[144] == Approx(0.999));
}
