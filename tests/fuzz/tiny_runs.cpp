#include "fuzz/tiny_runs.hpp"

#include "io/run_states.hpp"
#include "models/registry.hpp"

#include <array>

namespace lnz::fuzz {
namespace {

struct Choice {
  char const* model;
  char const* moves;
};

constexpr std::array<Choice, 4> kChoices{{{"rbm:6x4,scale=0.5", "auto"},
                                          {"ising:3x3,J=gauss", "forest"},
                                          {"ising:3x3", "wolff"},
                                          {"ising:16x16,J=pm1", "metropolis"}}};

ModelHandle made(Choice const& choice) {
  Record const model = generate_model(choice.model);
  Sampling sampling;
  sampling.moves = choice.moves;
  return kind_of(model).make(model, 0.5, {}, sampling);
}

ModelHandle const& model_of(std::size_t kind) {
  static std::array const models{made(kChoices[0]), made(kChoices[1]), made(kChoices[2]),
                                 made(kChoices[3])};
  return models[kind / 2 % models.size()];
}

}  // namespace

std::unique_ptr<Driver> tiny_driver(std::size_t kind) {
  if (kind % 2 == 0)
    return std::make_unique<AnnealedImportanceSampling>(model_of(kind),
                                                        AnnealingPlan{.schedule = linear(6),
                                                                      .chains = 30,
                                                                      .lanes = 16,
                                                                      .kept_rungs = {2, 4, 5},
                                                                      .keep_states = true},
                                                        Communicator::self());
  return std::make_unique<ReplicaExchange>(model_of(kind),
                                           ExchangePlan{.schedule = linear(4),
                                                        .sweeps = 8,
                                                        .burn_in = 160,
                                                        .thin = 2,
                                                        .lanes = 2,
                                                        .save_chains = 3},
                                           Communicator::self());
}

Record tiny_run(std::size_t kind, std::int64_t steps) {
  auto const driver = tiny_driver(kind);
  driver->advance(steps);
  bool const finished = driver->done() == driver->steps();
  Record run;
  run.source = "x";
  run.attributes = {{"@format", "lnz-run"},
                    {"@version", std::int64_t{1}},
                    {"@command", kind % 2 == 0 ? "ais" : "rex"},
                    {"@status", finished ? "finished" : "running"},
                    {"@program", "0.1"},
                    {"@commit", "none"},
                    {"@model", "x"},
                    {"@model_kind", "rbm"},
                    {"@model_summary", "tiny"},
                    {"@model_sha256", "0"},
                    {"@beta", 0.5},
                    {"@seed", std::int64_t{1}},
                    {"@config", R"({"chains":"30","precision":"int16"})"},
                    {"@settled", R"({"chains":30})"},
                    {"@log_z_reference", 4.0},
                    {"@ranks", std::int64_t{1}},
                    {"@threads", std::int64_t{1}},
                    {"@wall_seconds", 1.0}};
  run.set("schedule/beta", linear(kind % 2 == 0 ? 6 : 4).beta());
  finished ? driver->save_samples(run) : driver->save(run);
  if (run.has("checkpoint@step")) put_states(run, driver->states(), Communicator::self());
  return run;
}

}  // namespace lnz::fuzz
