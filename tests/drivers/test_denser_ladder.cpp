#include "drivers/denser_ladder.hpp"
#include "drivers/tiny_rbm.hpp"
#include "drivers/whole_run.hpp"
#include "lnz/drivers.hpp"
#include "lnz/error.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

namespace {

/// Three rungs, whose first edge rejects three times as much; replica r's units are all r.
Record finished() {
  Record run;
  run.set("schedule/beta", {0, 0.5, 1});
  run.set("checkpoint/rejection", {3, 1});
  run.arrays["checkpoint/replica_at"] = {{3}, std::vector<std::int32_t>{2, 0, 1}};
  run.arrays["checkpoint/states"] = {{6}, std::vector<std::int8_t>{0, 0, 1, 1, 2, 2}};
  run.attributes["checkpoint@step"] = std::int64_t{70};
  return run;
}

ReplicaExchange exchange(int rungs, bool warm) {
  return {path_of(tiny_rbm()),
          {.schedule = linear(rungs), .sweeps = 40, .burn_in = 20, .warm = warm, .lanes = 2},
          Communicator::self()};
}

}  // namespace

TEST_CASE("a denser ladder rejects equally by what the old one measured") {
  Record run = finished();
  start_denser_ladder(run, 9);
  std::vector<double> const beta = run.reals("schedule/beta");
  REQUIRE(beta.size() == 9);
  CHECK(beta == equal_length(Schedule({0, 0.5, 1}), std::vector<double>{3, 1}, 9).beta());
  CHECK(beta[6] == Approx(0.5).margin(1e-12));  // three quarters of the rejections lie below
}

TEST_CASE("replicas of a denser ladder begin in the states of the nearest old rungs") {
  Record run = finished();
  start_denser_ladder(run, 5);
  std::vector<double> const beta = run.reals("schedule/beta");
  std::vector<std::int64_t> const states = run.integers("checkpoint/states");
  REQUIRE(states.size() == 10);
  for (std::size_t k = 0; k < 5; ++k) {
    INFO("beta " << beta[k]);
    int const replica = beta[k] < 0.25 ? 2 : beta[k] < 0.75 ? 0 : 1;
    CHECK(states[2 * k] == replica);
    CHECK(states[2 * k + 1] == replica);
  }
  CHECK(run.integers("checkpoint/replica_at") == std::vector<std::int64_t>{0, 1, 2, 3, 4});
}

TEST_CASE("a warm exchange on a denser ladder swaps from its first sweep and keeps all others") {
  ReplicaExchange sparse = exchange(4, false);
  sparse.advance(sparse.steps());
  Record run = test::saved(sparse, Communicator::self());
  start_denser_ladder(run, 7);
  ReplicaExchange dense = exchange(7, true);
  test::load(dense, run, Communicator::self());
  CHECK(dense.done() == 0);
  Record begun = test::saved(dense, Communicator::self());
  CHECK(begun.integers("checkpoint/states") == run.integers("checkpoint/states"));
  dense.advance(1);
  dense.save(begun);
  CHECK(begun.reals("checkpoint/rejection") != std::vector<double>(6, 0.0));
  dense.advance(dense.steps());
  CHECK(dense.samples().sweeps() == 40);
}

TEST_CASE("last states that fit no ladder are refused") {
  auto const check_refused = [](auto const& damage) {
    Record run = finished();
    damage(run);
    CHECK_THROWS_AS(start_denser_ladder(run, 5), ConfigError);
  };
  for (std::string key :
       {"schedule/beta", "checkpoint/rejection", "checkpoint/replica_at", "checkpoint/states"}) {
    INFO(key);
    check_refused([&](Record& run) { run.arrays.erase(key); });
    check_refused([&](Record& run) { run.arrays[key] = {{4}, std::vector<std::int8_t>(4)}; });
  }
  check_refused([](Record& run) { run.set("checkpoint/replica_at", {0, 1, 3}); });
}
