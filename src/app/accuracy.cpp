#include "app/accuracy.hpp"

#include "bench/clock.hpp"
#include "estimators/importance.hpp"
#include "estimators/ladder.hpp"
#include "exact/registry.hpp"
#include "lnz/drivers.hpp"
#include "models/registry.hpp"
#include "parallel/threads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

struct System {
  std::string form;
  double beta;
};

/// A glass, a ferromagnet near its critical temperature (0.4407) and a machine of strong weights.
System const kSystems[] = {{"ising:8x8,J=pm1,seed=1,boundary=open", 1},
                           {"ising:8x8", 0.44},
                           {"rbm:100x16,scale=0.5,seed=1", 1}};

constexpr int kChains = 100, kRungs[] = {30, 300, 3000};  // of ais
constexpr int kReplicas = 12, kSweeps[] = {200, 2000, 20000};

ModelHandle path_of(System const& system) {
  Record const model = generate_model(system.form);
  return kind_of(model).make(model, system.beta, {}, {});
}

Answer anneal(ModelHandle const& path, int rungs, std::uint64_t seed) {
  AnnealedImportanceSampling ais(path,
                                 {.schedule = sigmoid(rungs),
                                  .chains = kChains,
                                  .lanes = std::min(kChains, path.lanes),
                                  .kept_rungs = {},
                                  .seed = seed},
                                 Communicator::self());
  ais.advance(ais.steps());
  return annealing_answer({ais.log_weights(), {}}, path.log_z_reference, seed);
}

Answer exchange(ModelHandle const& path, int sweeps, std::uint64_t seed) {
  ReplicaExchange rex(path,
                      {.schedule = linear(kReplicas),
                       .sweeps = sweeps,
                       .burn_in = sweeps,
                       .lanes = path.fewest_lanes,
                       .seed = seed},
                      Communicator::self());
  rex.advance(rex.steps());
  return ladder_answer(rex.samples(), path.log_z_reference);
}

Trial trial_of(System const& system, std::string const& driver, std::string const& effort,
               Answer (*run)(ModelHandle const&, int, std::uint64_t), int amount) {
  return {
      driver, system.beta == 1 ? system.form : fmt::format("{} at {}", system.form, system.beta),
      effort,
      [=]() -> std::function<Answer(std::uint64_t)> {
        return [=, path = path_of(system)](std::uint64_t seed) { return run(path, amount, seed); };
      },
      [=] { return exact_log_z(generate_model(system.form), system.beta, "auto").log_z; }};
}

}  // namespace

std::vector<Trial> accuracy_trials() {
  std::vector<Trial> trials;
  for (System const& system : kSystems) {
    for (int const rungs : kRungs)
      trials.push_back(trial_of(system, "ais", fmt::format("{} chains x {} rungs", kChains, rungs),
                                anneal, rungs));
    for (int const sweeps : kSweeps)
      trials.push_back(trial_of(
          system, "rex", fmt::format("{} rungs x {} sweeps", kReplicas, sweeps), exchange, sweeps));
  }
  return trials;
}

std::vector<Accuracy> accuracies(Trial const& trial, int runs) {
  set_thread_count(1);
  auto const run = trial.make();
  double const exact = trial.exact();
  std::vector<Accuracy> out;
  int doubted = 0;
  double const start = thread_seconds();
  for (int r = 1; r <= runs; ++r) {
    Answer const answer = run(static_cast<std::uint64_t>(r));
    doubted += answer.verdict != Verdict::ok;
    for (Estimate const& estimate : answer.estimates) {
      auto found = std::ranges::find(out, estimate.method, &Accuracy::method);
      if (found == out.end())
        found = out.insert(found, {estimate.method, &trial, runs, 0, 0, 0, 0, 0});
      double const error = estimate.log_z - exact;
      found->rms_error += error * error / runs;
      found->bias += error / runs;
      found->reported += estimate.std_error * estimate.std_error / runs;
    }
  }
  double const seconds = (thread_seconds() - start) / runs;
  for (Accuracy& a : out) {
    a.rms_error = std::sqrt(a.rms_error);
    a.reported = std::sqrt(a.reported);
    a.seconds = seconds;
    a.doubted = doubted;
  }
  return out;
}

}  // namespace lnz
