#include "drivers/tiny_rbm.hpp"
#include "drivers/whole_run.hpp"
#include "lnz/drivers.hpp"
#include "lnz/error.hpp"
#include "parallel/threads.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

namespace {

AnnealedImportanceSampling annealing(int chains, Communicator const& comm) {
  return {path_of(tiny_rbm()),
          {.schedule = sigmoid(12),
           .chains = chains,
           .lanes = 8,
           .kept_rungs = {1, 6, 7, 11},
           .keep_states = true,
           .seed = 61},
          comm};
}

/// Walks in for 100 sweeps, re-spaces after 112 and 137, measures from 200 on.
ReplicaExchange exchange(int sweeps, Communicator const& comm) {
  return {path_of(tiny_rbm()),
          {.schedule = linear(7),
           .sweeps = sweeps,
           .burn_in = 200,
           .thin = 3,
           .lanes = 2,
           .save_chains = 7,
           .seed = 62},
          comm};
}

/// The root's record of a driver at its end.
Record finished(Driver& driver, Communicator const& comm) {
  driver.advance(driver.steps());
  return test::saved_samples(driver, comm);
}

/// A run of `shorter` chains or sweeps on one process, made longer on this job's ranks, with a stop
/// after every one of `cuts` steps of the longer one, ends as that on one process in one go.
template <class Make>
void check_longer(Make const& make, std::initializer_list<int> shorter, int longer,
                  std::initializer_list<std::int64_t> cuts) {
  Communicator const world = Communicator::world(), self = Communicator::self();
  int const before = thread_count();
  auto whole = make(longer, self);
  std::string const end = to_bytes(finished(whole, self));
  for (int length : shorter)
    for (std::int64_t cut : cuts) {
      INFO(length << " of " << longer << ", stopped after " << cut);
      set_thread_count(static_cast<int>(cut % 2) + 1);
      auto first = make(length, self), second = make(longer, world), third = make(longer, world);
      Record const start = finished(first, self);
      test::load(second, world.is_root() ? start : Record{}, world);
      CHECK((second.done() < second.steps()));
      second.advance(cut - second.done());
      test::load(third, test::saved(second, world), world);
      third.advance(cut % 3);
      std::string const reached = to_bytes(finished(third, world));
      if (world.is_root()) CHECK((reached == end));
    }
  set_thread_count(before);
}

}  // namespace

TEST_CASE("chains added to a finished run are those of one run of all") {
  check_longer(annealing, {2, 7, 8, 16, 21, 36}, 37, {0, 1, 5, 6, 10, 11});
  check_longer(annealing, {16}, 24, {7});
}

TEST_CASE("sweeps added to a finished run are those of one run of all") {
  check_longer(exchange, {2, 3, 6, 7, 59}, 60, {0, 211, 254, 259});
}

TEST_CASE("chains that are kept are not annealed again") {
  Communicator const self = Communicator::self();
  auto few = annealing(21, self), many = annealing(37, self);
  CHECK(many.blocks() == 5);
  test::load(many, finished(few, self), self);
  CHECK(many.blocks() == 3);
  CHECK(many.done() == 0);
}

TEST_CASE("a run that is no shorter one is refused on every rank") {
  Communicator const world = Communicator::world();
  auto const check_refused = [&](auto driver, Record run) {
    CHECK_THROWS_AS(test::load(driver, world.is_root() ? run : Record{}, world), ConfigError);
  };
  for (int chains : {37, 40}) {
    auto as_long = annealing(chains, world);
    check_refused(annealing(37, world), finished(as_long, world));
  }
  auto more = exchange(61, world);
  check_refused(exchange(60, world), finished(more, world));
  auto few = annealing(21, world);
  Record const run = finished(few, world);
  for (std::string key : {"ais/log_weight", "ais/kept_log_weight", "chains/units"}) {
    INFO(key);
    Record damaged = run;
    damaged.arrays.erase(key);
    check_refused(annealing(37, world), damaged);
    damaged.arrays[key] = {{9}, std::vector<double>(9)};
    check_refused(annealing(37, world), damaged);
  }
  auto middle = annealing(37, world);
  test::load(middle, run, world);
  middle.advance(5);
  Record const checkpoint = test::saved(middle, world);
  for (std::string key : {"checkpoint/annealed_kept", "chains/units", "checkpoint/states"}) {
    INFO(key);
    Record damaged = checkpoint;
    damaged.arrays.erase(key);
    check_refused(annealing(37, world), damaged);
  }
  for (std::int64_t chains : {-8, 0, 3, 40}) {
    INFO(chains);
    Record damaged = checkpoint;
    damaged.attributes["checkpoint@annealed"] = chains;
    check_refused(annealing(37, world), damaged);
  }
}
