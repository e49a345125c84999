#include "drivers/tiny_rbm.hpp"
#include "drivers/whole_run.hpp"
#include "lnz/drivers.hpp"
#include "parallel/threads.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

namespace {

/// All that a run leaves behind: the root's record and what every rank is told.
struct Outcome {
  std::string record;
  std::vector<double> numbers;
};

Outcome annealed(AnnealingPlan const& plan, Communicator const& comm) {
  AnnealedImportanceSampling ais(path_of(tiny_rbm()), plan, comm);
  ais.record_increments();
  ais.advance(ais.steps());
  Outcome out;
  for (auto const& part : {ais.log_weights(), ais.increments(), ais.unit_means()})
    out.numbers.insert(out.numbers.end(), part.begin(), part.end());
  out.record = to_bytes(test::saved(ais, comm));
  return out;
}

Outcome exchanged(ExchangePlan const& plan, Communicator const& comm) {
  ReplicaExchange rex(path_of(tiny_rbm()), plan, comm);
  rex.advance(rex.steps());
  return {to_bytes(test::saved(rex, comm)), rex.schedule().beta()};
}

/// The whole job on one process with one thread against this job's ranks with 1 and 2 threads.
template <class Plan>
void check_same(Outcome (*run)(Plan const&, Communicator const&), Plan const& plan) {
  int const before = thread_count();
  set_thread_count(1);
  Outcome const alone = run(plan, Communicator::self());
  for (int threads : {1, 2}) {
    set_thread_count(threads);
    Outcome const together = run(plan, Communicator::world());
    CHECK(together.numbers == alone.numbers);
    if (Communicator::world().is_root()) CHECK((together.record == alone.record));
  }
  set_thread_count(before);
}

}  // namespace

TEST_CASE("ranks and threads change no bit of annealed importance sampling") {
  struct Shape {
    int chains, lanes;
  };
  for (auto const [chains, lanes] : {Shape{37, 8}, Shape{10, 8}, Shape{5, 1}, Shape{16, 16}}) {
    INFO(chains << " chains, " << lanes << " lanes");
    check_same(annealed, AnnealingPlan{.schedule = sigmoid(25),
                                       .chains = chains,
                                       .lanes = lanes,
                                       .sweeps_per_rung = 2,
                                       .kept_rungs = {3, 11, 24},
                                       .keep_states = true,
                                       .seed = 31});
  }
}

TEST_CASE("ranks and threads change no bit of replica exchange") {
  for (int lanes : {1, 3, 7, 8}) {
    INFO(lanes << " lanes");
    check_same(exchanged, ExchangePlan{.schedule = linear(7),
                                       .sweeps = 100,
                                       .burn_in = 150,
                                       .thin = 2,
                                       .lanes = lanes,
                                       .save_chains = 5,
                                       .seed = 32});
  }
}

TEST_CASE("seeds and lanes do change the numbers") {
  AnnealingPlan plan{.schedule = linear(5), .chains = 16, .lanes = 8, .kept_rungs = {}, .seed = 1};
  Outcome const one = annealed(plan, Communicator::self());
  plan.seed = 2;
  CHECK(annealed(plan, Communicator::self()).numbers != one.numbers);
  plan.seed = 1;
  plan.lanes = 4;
  CHECK(annealed(plan, Communicator::self()).numbers != one.numbers);
}
