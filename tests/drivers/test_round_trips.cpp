#include "drivers/field_bits.hpp"
#include "estimators/ladder.hpp"
#include "lnz/drivers.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

/// Round trips in the first so many sweeps.
double trips(LadderSamples const& samples, std::size_t sweeps) {
  auto const ids = static_cast<std::ptrdiff_t>(sweeps * static_cast<std::size_t>(samples.rungs));
  return static_cast<double>(
      ladder_health({.rungs = samples.rungs,
                     .up = {},
                     .down = {},
                     .replica_at = {samples.replica_at.begin(), samples.replica_at.begin() + ids}})
          .round_trips);
}

}  // namespace

TEST_CASE("independent samples make the round trips of deterministic even-odd theory") {
  // 1 / (2 + 2 s) a sweep, s = sum r / (1 - r). Syed et al. (2022), JRSS B 84, 321, sec. 3.
  std::size_t const sweeps = 150000, batches = 50;
  for (int rungs : {2, 5, 6}) {
    FieldBits const model{.count = 8, .field = rungs == 2 ? 1.5 : 4};
    double s = 0;
    for (int k = 0; k + 1 < rungs; ++k) {
      double const r = model.rejection(linear(rungs)[k], linear(rungs)[k + 1]);
      s += r / (1 - r);
    }
    ReplicaExchange rex(erase(model),
                        {.schedule = linear(rungs), .sweeps = sweeps, .burn_in = 0, .tune = false},
                        Communicator::self());
    rex.advance(rex.steps());
    double const rate = trips(rex.samples(), sweeps) / static_cast<double>(sweeps);
    double square = 0, before = 0;
    for (std::size_t b = 1; b <= batches; ++b) {
      double const now = trips(rex.samples(), sweeps / batches * b);
      square += std::pow(now - before - rate * sweeps / batches, 2);
      before = now;
    }
    double const error = std::sqrt(square * batches / (batches - 1)) / sweeps;
    INFO(rungs << " rungs: " << rate << " +- " << error << ", theory " << 1 / (2 + 2 * s));
    CHECK(std::abs(rate - 1 / (2 + 2 * s)) < 4 * error);
    CHECK(error < 0.01 * rate);
  }
}
