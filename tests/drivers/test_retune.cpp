#include "drivers/field_bits.hpp"
#include "lnz/drivers.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace lnz;

namespace {

std::vector<double> rejections(FieldBits const& model, Schedule const& schedule) {
  std::vector<double> out;
  for (int k = 0; k + 1 < schedule.rungs(); ++k)
    out.push_back(model.rejection(schedule[k], schedule[k + 1]));
  return out;
}

double spread(std::vector<double> const& x) {
  auto const [least, most] = std::ranges::minmax(x);
  return most - least;
}

Schedule after_burn_in(FieldBits const& model, bool tune, std::int64_t burn_in) {
  ReplicaExchange rex(
      erase(model),
      {.schedule = linear(8), .sweeps = 10, .burn_in = burn_in, .tune = tune, .seed = 4},
      Communicator::self());
  rex.advance(burn_in);
  return rex.schedule();
}

}  // namespace

TEST_CASE("a retuned ladder rejects more equally than a linear one") {
  FieldBits const model{.count = 24, .field = 5};
  double const linear_spread = spread(rejections(model, linear(8)));
  REQUIRE(linear_spread > 0.6);
  CHECK(spread(rejections(model, after_burn_in(model, true, 2000))) < 0.1);
  // The first re-spacing, an eighth of the way, already helps.
  CHECK(spread(rejections(model, after_burn_in(model, true, 200))) < linear_spread / 2);
}

TEST_CASE("a ladder is re-spaced only if asked, only in burn-in, only if that is long enough") {
  FieldBits const model{.count = 24, .field = 5};
  CHECK(after_burn_in(model, false, 2000).beta() == linear(8).beta());
  CHECK(after_burn_in(model, true, 50).beta() == linear(8).beta());
  // Half of 200 sweeps walks in; re-spacings follow after 1/8 and 3/8 of the other half.
  ReplicaExchange rex(erase(model),
                      {.schedule = linear(8), .sweeps = 300, .burn_in = 200, .tune = true},
                      Communicator::self());
  std::vector<std::int64_t> changes;
  for (std::vector<double> before = linear(8).beta(); rex.done() < rex.steps();) {
    rex.advance(1);
    if (rex.schedule().beta() != before) changes.push_back(rex.done());
    before = rex.schedule().beta();
  }
  CHECK(changes == std::vector<std::int64_t>{112, 137});
}
