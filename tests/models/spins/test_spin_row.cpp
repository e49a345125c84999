#include "models/spins/spin_row.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace lnz;

TEST_CASE("the exponential of a row errs by less than 2e-7") {
  double worst = 0;
  for (int i = 0; i <= 80000; ++i) {
    float const x = static_cast<float>(i) * 1e-3f;
    double const exact = std::exp(static_cast<double>(x));
    worst = std::max(worst, std::abs(exp_of_positive(FloatRow{} + x)[0] / exact - 1));
  }
  CHECK(worst < 2e-7);
}

TEST_CASE("a message is the log ratio of hyperbolic cosines to 4e-7, at any size") {
  double worst = 0;
  for (double x = -50; x <= 50; x += 0.37)
    for (double k = -30; k <= 30; k += 0.11) {
      auto const fx = static_cast<float>(x), fk = static_cast<float>(k);
      double const up = (double{fk} + double{fx}) / 2, down = (double{fk} - double{fx}) / 2;
      double const exact = std::abs(up) + std::log1p(std::exp(-2 * std::abs(up))) - std::abs(down) -
                           std::log1p(std::exp(-2 * std::abs(down)));
      float const found = message(FloatRow{} + fx, FloatRow{} + fk)[kRowWidth - 1];
      worst = std::max(worst, std::abs(double{found} - exact) / std::max(1.0, std::abs(exact)));
    }
  CHECK(worst < 4e-7);
  CHECK(message(FloatRow{} + 1e30f, FloatRow{} - 2.5f)[0] == -2.5f);
  CHECK(message(FloatRow{}, FloatRow{} + 3.0f)[0] == 0);
}

TEST_CASE("a spin disagrees with its field for the words below 2^32 / (1 + exp(|x|)) only") {
  for (double x = 0.01; x < 16; x *= 1.3)
    for (float const sign : {-1.0f, 1.0f}) {
      double const share = 0x1p32 / (1 + std::exp(static_cast<double>(static_cast<float>(x))));
      FloatRow const field = FloatRow{} + sign * static_cast<float>(x);
      auto const spin = [&](double word) {
        return drawn_spins(field, WordRow{} + static_cast<std::uint32_t>(word))[kRowWidth - 1];
      };
      INFO("x = " << x);
      CHECK(spin(0) == -sign);
      CHECK(spin(share * (1 - 1e-6) - 1) == -sign);
      CHECK(spin(share * (1 + 1e-6) + 1) == sign);
      CHECK(spin(0xffffffffu) == sign);
    }
}

TEST_CASE("a spin follows a field of any size") {
  for (float const x : {30.0f, 90.0f, 1e10f, 2e30f}) {
    CHECK(drawn_spins(FloatRow{} + x, WordRow{})[0] == 1);
    CHECK(drawn_spins(FloatRow{} - x, WordRow{})[0] == -1);
  }
}
