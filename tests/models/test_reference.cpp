#include "models/reference.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace lnz;
using Catch::Contains;

TEST_CASE("log odds are those of the means") {
  std::vector<double> const odds = log_odds({{0.25, 0.5, 0.9}}, 3);
  CHECK(odds[0] == Approx(-std::log(3.0)));
  CHECK(odds[1] == 0);
  CHECK(odds[2] == Approx(std::log(9.0)));
}

TEST_CASE("a uniform reference has no field") { CHECK(log_odds({}, 2) == std::vector<double>(2)); }

TEST_CASE("a reference reaches both values of every unit") {
  std::vector<double> const odds = log_odds({{0, 1}}, 2);
  CHECK(odds[0] == Approx(std::log(1e-4 / (1 - 1e-4))));
  CHECK(odds[1] == Approx(-odds[0]));
}

TEST_CASE("an impossible reference is refused") {
  CHECK_THAT(refused([] { log_odds({{0.5, 0.5}}, 3); }), Contains("2 units") && Contains("3"));
  CHECK_THAT(refused([] { log_odds({{1.5}}, 1); }), Contains("1.5"));
  CHECK_THAT(refused([] { log_odds({{std::numeric_limits<double>::quiet_NaN()}}, 1); }),
             Contains("nan"));
}
