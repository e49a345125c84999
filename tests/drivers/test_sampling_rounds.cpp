#include "drivers/sampling_rounds.hpp"
#include "drivers/tiny_rbm.hpp"
#include "drivers/whole_run.hpp"
#include "lnz/error.hpp"

#include <catch2/catch.hpp>

#include <memory>

using namespace lnz;

namespace {

/// Ratios are kept of every sweep here: the third round has 4 times the sweeps of the first.
auto const kThirdRound = [](LadderSamples const& ladder, std::int64_t, std::span<double const>) {
  return ladder.sweeps() >= 4 * 120;
};

SamplingRounds rounds(Communicator const& comm) {
  return {
      path_of(tiny_rbm()),
      {.exchange = {.schedule = linear(5), .sweeps = 120, .burn_in = 200, .lanes = 2, .seed = 43},
       .samples = 30,
       .doublings = 4,
       .enough = kThirdRound},
      comm};
}

std::unique_ptr<SamplingRounds> new_rounds() {
  return std::unique_ptr<SamplingRounds>(new SamplingRounds(rounds(Communicator::world())));
}

void finish(Driver& driver) {
  while (driver.done() < driver.steps()) driver.advance(driver.steps());
}

std::string samples_of(Driver const& driver) {
  Record run;
  driver.save_samples(run);
  return to_bytes(run);
}

}  // namespace

TEST_CASE("rounds double until they are enough, and steps count them all") {
  SamplingRounds driver = rounds(Communicator::world());
  CHECK(driver.steps() == 200 + 120);
  finish(driver);
  CHECK(driver.steps() == 200 + 120 + 240 + 480);
  Record run;
  driver.save_samples(run);
  if (!Communicator::world().is_root()) return;
  CHECK(run.shape("samples/units") == std::vector<std::size_t>{30, 6});
  CHECK(run.integer("samples@spacing") == 480 / 30);
  CHECK(run.shape("rex/up")[0] == 480);
  CHECK_FALSE(run.has("checkpoint@step"));
}

TEST_CASE("pieces, saves and loads change no sample") {
  SamplingRounds whole = rounds(Communicator::world());
  finish(whole);
  for (std::int64_t const piece : {37, 120, 333}) {
    auto driver = new_rounds();
    while (driver->done() < driver->steps()) {
      driver->advance(piece);
      Record const run = test::saved(*driver, Communicator::world());
      driver = new_rounds();
      test::load(*driver, run, Communicator::world());
    }
    CHECK(driver->steps() == whole.steps());
    CHECK(samples_of(*driver) == samples_of(whole));
  }
}

TEST_CASE("ranks change no sample") {
  SamplingRounds together = rounds(Communicator::world()), alone = rounds(Communicator::self());
  finish(together);
  finish(alone);
  std::string const mine = samples_of(together), expected = samples_of(alone);
  if (Communicator::world().is_root()) CHECK(mine == expected);
}

TEST_CASE("a round that cannot be is refused") {
  SamplingRounds driver = rounds(Communicator::world());
  Record run;
  driver.save(run);
  run.attributes["checkpoint@round"] = std::int64_t{5};
  CHECK_THROWS_AS(driver.load(run), ConfigError);
}
