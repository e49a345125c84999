#include "drivers/tiny_rbm.hpp"
#include "drivers/whole_run.hpp"
#include "lnz/drivers.hpp"
#include "lnz/error.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <initializer_list>

using namespace lnz;

namespace {

AnnealedImportanceSampling annealing(Communicator const& comm) {
  return {path_of(tiny_rbm()),
          {.schedule = sigmoid(20),
           .chains = 37,
           .lanes = 8,
           .sweeps_per_rung = 2,
           .kept_rungs = {1, 7, 8, 19},
           .keep_states = true,
           .seed = 41},
          comm};
}

/// Walks in for 40 sweeps, re-spaces after 60 and 100, measures from 200 on.
ReplicaExchange exchange(Communicator const& comm) {
  return {path_of(tiny_rbm()),
          {.schedule = linear(7),
           .sweeps = 60,
           .burn_in = 200,
           .thin = 2,
           .lanes = 2,
           .save_chains = 7,
           .seed = 42},
          comm};
}

std::string saved(Driver& driver, Communicator const& comm) {
  return to_bytes(test::saved(driver, comm));
}

/// The root's bytes of the whole run in one piece.
template <class Make>
std::string uninterrupted(Make const& make, Communicator const& comm) {
  auto driver = make(comm);
  driver.advance(driver.steps());
  return saved(driver, comm);
}

template <class Make>
void check_pieces(Make const& make) {
  Communicator const world = Communicator::world();
  std::string const whole = uninterrupted(make, world);
  for (std::int64_t piece : {1, 2, 3, 7, 50, 1000}) {
    INFO("pieces of " << piece);
    auto driver = make(world);
    while (driver.done() < driver.steps()) {
      std::int64_t const before = driver.done();
      driver.advance(piece);
      REQUIRE(driver.done() == std::min(driver.steps(), before + piece));
      saved(driver, world);
    }
    CHECK((saved(driver, world) == whole));
    driver.advance(5);
    CHECK((saved(driver, world) == whole));
  }
}

/// The state after `cut` steps is the same on one process as on this job's ranks, and either of
/// them goes on from it to the same end.
template <class Make>
void check_resumed(Make const& make, std::initializer_list<std::int64_t> cuts) {
  Communicator const world = Communicator::world(), self = Communicator::self();
  std::string const whole = uninterrupted(make, self);
  for (std::int64_t cut : cuts) {
    INFO("cut after " << cut);
    auto alone = make(self), together = make(world);
    alone.advance(cut);
    together.advance(cut);
    std::string const checkpoint = saved(alone, self), on_ranks = saved(together, world);
    if (world.is_root()) CHECK((on_ranks == checkpoint));
    for (Communicator const& comm : {world, self}) {
      auto later = make(comm);
      test::load(later, comm.is_root() ? from_bytes(checkpoint) : Record{}, comm);
      CHECK(later.done() == cut);
      std::string const reloaded = saved(later, comm);
      later.advance(later.steps());
      std::string const end = saved(later, comm);
      if (comm.is_root()) CHECK((reloaded == checkpoint));
      if (comm.is_root()) CHECK((end == whole));
    }
  }
}

}  // namespace

TEST_CASE("annealing in pieces of any size is annealing in one") { check_pieces(annealing); }

TEST_CASE("exchanging in pieces of any size is exchanging in one") { check_pieces(exchange); }

TEST_CASE("annealing resumed from any rung ends as if never stopped") {
  check_resumed(annealing, {0, 1, 2, 6, 7, 8, 9, 18, 19});
}

TEST_CASE("exchanging resumed in any phase ends as if never stopped") {
  check_resumed(exchange, {0,   1,   20,  39,  40,  41,  59,  60,  61,  99,  100,
                           101, 150, 199, 200, 201, 202, 206, 207, 208, 259, 260});
}

TEST_CASE("a driver loads over what it has done") {
  Communicator const self = Communicator::self();
  AnnealedImportanceSampling early = annealing(self), late = annealing(self);
  early.advance(8);
  late.advance(15);
  test::load(late, test::saved(early, self), self);
  CHECK((saved(late, self) == saved(early, self)));
  late.advance(19);
  CHECK((saved(late, self) == uninterrupted(annealing, self)));
}

TEST_CASE("a broken checkpoint is refused on every rank") {
  Communicator const world = Communicator::world();
  auto const check_refused = [&](auto const& make, auto const& damage) {
    auto driver = make(world);
    driver.advance(driver.steps() - 1);
    Record run = test::saved(driver, world);
    if (world.is_root()) damage(run);
    auto later = make(world);
    CHECK_THROWS_AS(test::load(later, run, world), ConfigError);
  };
  for (std::string key : {"checkpoint/states", "ais/log_weight", "ais/kept_log_weight"}) {
    INFO(key);
    check_refused(annealing, [&](Record& run) { run.arrays.erase(key); });
    check_refused(annealing, [&](Record& run) {
      run.arrays.at(key) = {{1}, std::vector<std::int8_t>{0}};
    });
  }
  for (std::string key :
       {"checkpoint/states", "checkpoint/replica_at", "checkpoint/rejection", "schedule/beta",
        "rex/up", "rex/down", "rex/replica_at", "rex/accepted", "chains/units"}) {
    INFO(key);
    check_refused(exchange, [&](Record& run) { run.arrays.erase(key); });
    check_refused(exchange, [&](Record& run) {
      run.arrays.at(key) = {{1}, std::vector<std::int8_t>{0}};
    });
  }
  for (std::int64_t step : {-1, 10000}) {
    check_refused(annealing, [&](Record& run) { run.attributes["checkpoint@step"] = step; });
    check_refused(exchange, [&](Record& run) { run.attributes["checkpoint@step"] = step; });
  }
  check_refused(annealing, [](Record& run) { run.attributes.erase("checkpoint@step"); });
  check_refused(exchange, [](Record& run) { run.attributes.erase("checkpoint@step"); });
  check_refused(exchange, [](Record& run) {
    run.set("checkpoint/replica_at", {0, 1, 2, 3, 4, 5, 7});
  });
}
