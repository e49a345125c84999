#include "drivers/field_bits.hpp"
#include "drivers/pilot.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

TEST_CASE("a profile measures the known length of a path of exact draws") {
  FieldBits const model{.count = 10, .field = 3};
  Schedule const schedule = sigmoid(7);
  int const chains = 4000;
  PathProfile const profile = profile_path(erase(model), schedule, chains, 3, Communicator::self());
  double const n = chains;
  REQUIRE(profile.length.size() == 6);
  double total = 0;
  for (std::size_t k = 0; k < 6; ++k) {
    auto const rung = static_cast<int>(k);
    double const p = model.mean(schedule[rung]);
    double const variance =
        std::pow((schedule[rung + 1] - schedule[rung]) * model.field, 2) * 10 * p * (1 - p);
    total += variance;
    // sd(s) / s = 1 / sqrt(2 n) for normal numbers, less for binomial ones with p near 1/2.
    CHECK(std::abs(profile.length[k] / std::sqrt(variance) - 1) < 4 * 1.1 / std::sqrt(2 * n));
    // A covariance with independent increments: Var = variance (total + variance) / n at most.
    CHECK(profile.dissipation[k] >= profile.length[k] * profile.length[k]);
    CHECK(profile.dissipation[k] < variance + 4 * std::sqrt(variance * 10 / n));
  }
  CHECK(std::abs(profile.log_weight_variance / total - 1) < 4 * std::sqrt(2 / n));
  REQUIRE(profile.unit_mean.size() == 10);
  double along = 0;  // the last rung reached at each twentieth of the six steps
  for (int part = 1; part <= 20; ++part) along += model.mean(schedule[6 * part / 20]) / 20;
  for (double mean : profile.unit_mean) CHECK(std::abs(mean - along) < 4 * std::sqrt(0.25 / n));
}
