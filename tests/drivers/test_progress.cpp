#include "drivers/field_bits.hpp"
#include "drivers/tiny_rbm.hpp"
#include "drivers/whole_run.hpp"
#include "lnz/drivers.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

FieldBits const kModel{.count = 12, .field = 2};

/// The whole of a run, looked at after every so many steps, or never.
std::string run_of(Driver& driver, bool looked_at) {
  while (driver.done() < driver.steps()) {
    driver.advance(7);
    if (looked_at) driver.progress();
  }
  return to_bytes(test::saved(driver, Communicator::world()));
}

template <class MyDriver, class Plan>
void check_looking_changes_nothing(Plan const& plan) {
  MyDriver looked_at(path_of(tiny_rbm()), plan, Communicator::world());
  MyDriver left_alone(path_of(tiny_rbm()), plan, Communicator::world());
  CHECK((run_of(looked_at, true) == run_of(left_alone, false)));
}

}  // namespace

TEST_CASE("looking at a driver changes no bit of its run") {
  check_looking_changes_nothing<AnnealedImportanceSampling>(
      AnnealingPlan{.schedule = linear(40), .chains = 37, .lanes = 8, .kept_rungs = {3, 20, 39}});
  check_looking_changes_nothing<ReplicaExchange>(
      ExchangePlan{.schedule = linear(6), .sweeps = 200, .burn_in = 200, .lanes = 2});
}

TEST_CASE("the root sees the weights of an annealing at the rung it has reached") {
  AnnealedImportanceSampling ais(
      erase(kModel), {.schedule = sigmoid(9), .chains = 4000, .kept_rungs = {8}, .seed = 3},
      Communicator::world());
  ais.advance(5);
  Progress const seen = ais.progress();
  CHECK(seen.rung == 5);
  CHECK(seen.beta == sigmoid(9)[5]);
  CHECK(seen.ladder == nullptr);
  CHECK(seen.log_weight == ais.log_weights());
  // Independent draws: Var(ln mean w) is about the mean square of w / E w - 1, over the chains.
  double const exact = kModel.log_z(seen.beta) - kModel.log_z(0);
  double squares = 0;
  for (double w : seen.log_weight) squares += std::pow(std::exp(w - exact) - 1, 2);
  CHECK(std::abs(log_mean_exp(seen.log_weight) - exact) < 4 * std::sqrt(squares) / 4000);
}

TEST_CASE("of an annealing made longer the chains are seen that still anneal") {
  AnnealingPlan plan{.schedule = linear(9), .chains = 16, .lanes = 8, .kept_rungs = {8}};
  AnnealedImportanceSampling first(erase(kModel), plan, Communicator::world());
  first.advance(first.steps());
  Record run;
  first.save_samples(run);
  plan.chains = 40;
  AnnealedImportanceSampling more(erase(kModel), plan, Communicator::world());
  more.load(run);
  more.advance(3);
  CHECK(more.progress().rung == 3);
  CHECK(more.progress().log_weight.size() == 24);
}

TEST_CASE("the root sees burn-in end and acceptance rates of the ladder as it stands") {
  // Re-spaced after 2,250 and 2,750 of 4,000 sweeps of burn-in.
  ReplicaExchange rex(erase(kModel),
                      {.schedule = linear(5), .sweeps = 8000, .burn_in = 4000, .seed = 6},
                      Communicator::world());
  auto const check_acceptance = [&](double sweeps) {
    Progress const seen = rex.progress();
    REQUIRE(seen.acceptance.size() == 4);
    for (int k = 0; k < 4; ++k) {
      double const exact = 1 - kModel.rejection(rex.schedule()[k], rex.schedule()[k + 1]);
      // Draws are independent; a number between 0 and 1 has a variance of mean (1 - mean) at most.
      CHECK(std::abs(seen.acceptance[static_cast<std::size_t>(k)] - exact) <
            4 * std::sqrt(exact * (1 - exact) / sweeps));
    }
  };
  rex.advance(1000);
  CHECK(rex.progress().phase == "burn-in");
  CHECK(rex.progress().acceptance.empty());  // replicas still walk to their rungs
  rex.advance(1200);
  check_acceptance(200);
  rex.advance(500);
  check_acceptance(450);
  rex.advance(50);
  CHECK(rex.progress().acceptance.empty());  // just re-spaced
  rex.advance(1250);
  CHECK(rex.progress().phase == "measuring");
  rex.advance(rex.steps());
  check_acceptance(9250);
  if (Communicator::world().is_root()) CHECK(rex.progress().ladder->sweeps() == 8000);
}
