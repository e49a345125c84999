#include "estimators/edge.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

using Samples = std::vector<double>;

double const ln2 = std::log(2.0), ln3 = std::log(3.0);

/// mean f(delta - up) - mean f(-down - delta), f(x) = 1 / (1 + e^x).
double bennett_excess(Samples const& up, Samples const& down, double delta) {
  auto const f = [](double x) { return 1 / (1 + std::exp(x)); };
  double sum = 0;
  for (double u : up) sum += f(delta - u) / static_cast<double>(up.size());
  for (double d : down) sum -= f(-d - delta) / static_cast<double>(down.size());
  return sum;
}

}  // namespace

TEST_CASE("stepping stones are the logs of mean ratios") {
  CHECK(stepping_stone_up(Samples{0, ln3}, Samples{-7, 9}).value == Approx(ln2));
  CHECK(stepping_stone_down(Samples{-7, 9}, Samples{0, ln3}).value == Approx(-ln2));
  CHECK(stepping_stone_up(Samples{1000, 1000 + ln3}, Samples{0, 0}).value == Approx(1000 + ln2));
  CHECK(stepping_stone_down(Samples{0, 0}, Samples{-1000, ln3 - 1000}).value == Approx(1000 - ln2));
}

TEST_CASE("the influences of stepping stones are relative weights less one") {
  EdgeEstimate const up = stepping_stone_up(Samples{0, ln3}, Samples{5, 6});
  CHECK(up.lower[0] == Approx(-0.5));
  CHECK(up.lower[1] == Approx(0.5));
  CHECK(up.upper == Samples{0, 0});
  EdgeEstimate const down = stepping_stone_down(Samples{5, 6}, Samples{0, ln3});
  CHECK(down.upper[0] == Approx(0.5));
  CHECK(down.upper[1] == Approx(-0.5));
  CHECK(down.lower == Samples{0, 0});
}

TEST_CASE("thermodynamic integration is the trapezoid with its variance correction") {
  // Means 2 and -4, variances 1 and 4: (2 + 4) / 2 - (4 - 1) / 12.
  EdgeEstimate const edge = thermodynamic_integration(Samples{1, 3}, Samples{-2, -6});
  CHECK(edge.value == Approx(2.75));
  CHECK(edge.lower[0] == Approx(-0.5));
  CHECK(edge.upper[1] == Approx(1.0));
  // Exact for a quadratic d ln Z / ds: <up>_s = 1 + s^2 with variance 2 s, ln Z = 4/3.
  double const sd = std::sqrt(2.0);
  CHECK(thermodynamic_integration(Samples{1, 1}, Samples{-2 - sd, -2 + sd}).value ==
        Approx(4.0 / 3));
}

TEST_CASE("thermodynamic integration judges its rule by the quintic one") {
  // Means 1, variances 2, third moments 2 of up and of -down.
  CHECK(thermodynamic_integration(Samples{0, 0, 3}, Samples{0, 0, -3}).left_out ==
        Approx((2.0 + 2.0) / 120));
  // Variances 1 and 4, no third moment.
  CHECK(thermodynamic_integration(Samples{1, 3}, Samples{-2, -6}).left_out == Approx(-3.0 / 60));
}

TEST_CASE("Bennett's ratio of one sample each lies midway") {
  CHECK(bennett(Samples{3}, Samples{-1}).value == Approx(2));
  CHECK(bennett(Samples{1}, Samples{-1}).value == Approx(1));
  CHECK(bennett(Samples{0, 0}, Samples{0, 0}).value == Approx(0).margin(1e-12));
}

TEST_CASE("Bennett's ratio solves its equation to 1e-12") {
  for (double offset : {0.0, 40.0, -3000.0}) {
    Samples const up{offset + 0.3, offset - 1.2, offset + 2.5, offset + 0.9},
        down{-offset - 0.1, -offset + 2.2, -offset - 3.1, -offset - 0.4};
    double const delta = bennett(up, down).value, step = 1e-12 * std::max(1.0, std::abs(offset));
    CHECK(bennett_excess(up, down, delta - step) > 0);
    CHECK(bennett_excess(up, down, delta + step) < 0);
  }
}

TEST_CASE("Bennett's ratio without overlap lies between the sides") {
  EdgeEstimate const edge = bennett(Samples{-60, -61}, Samples{-70, -71});
  CHECK(edge.value > -60);
  CHECK(edge.value < 70);
  for (double x : {edge.lower[0], edge.lower[1], edge.upper[0], edge.upper[1]})
    CHECK(std::isfinite(x));
}

TEST_CASE("every method changes sign when the rungs change places") {
  Samples const up{0.3, -1.2, 2.5, 0.9}, down{-0.1, 2.2, -3.1, -0.4};
  CHECK(bennett(up, down).value == Approx(-bennett(down, up).value));
  CHECK(thermodynamic_integration(up, down).value ==
        Approx(-thermodynamic_integration(down, up).value));
  CHECK(stepping_stone_up(up, down).value == Approx(-stepping_stone_down(down, up).value));
}

TEST_CASE("Bennett's method is listed first and every name once") {
  REQUIRE(ladder_methods().size() == 4);
  CHECK(ladder_methods()[0].name == "bennett");
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < i; ++j) CHECK(ladder_methods()[i].name != ladder_methods()[j].name);
}
