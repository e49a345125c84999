#include "app/command.hpp"
#include "app/driver_command.hpp"
#include "lnz/error.hpp"

namespace lnz {
namespace {

int run_rex(Options const& options, Communicator const& comm) {
  std::int64_t const sweeps = options.count("sweeps", 2);
  ExchangePlan plan{
      .schedule = linear(2),
      .sweeps = sweeps,
      .burn_in = options.text("burn-in") == "auto" ? sweeps / 5 : options.count("burn-in", 0),
      .tune = options.text("schedule") == "adaptive",
      .thin = options.count("thin"),
      .lanes = static_cast<int>(options.count("lanes")),
      .save_chains = options.has("save-chains") ? options.count("save-chains") : 0,
      .seed = static_cast<std::uint64_t>(options.count("seed", 0))};
  if (plan.thin > sweeps / 2)
    throw ConfigError("--thin = " + std::to_string(plan.thin) + " (too few of " +
                      std::to_string(sweeps) + " sweeps would be kept); lower it");
  auto const make = [&](ModelHandle const& path, Schedule const& schedule) {
    plan.schedule = schedule;
    return std::make_unique<ReplicaExchange>(path, plan, comm);
  };
  return run_driver({"rex",
                     Walk::exchange,
                     {"beta", "seed", "sweeps", "burn-in", "rungs", "schedule", "reference", "thin",
                      "lanes", "save-chains"},
                     make},
                    options, comm);
}

}  // namespace

Command rex_command() {
  return {
      {"rex", "",
       "Replica exchange: ln Z by several estimators from one set of tempered samples.\n"
       "'lnz rex --model m.h5' is a complete command.",
       driver_options("rex",
                      {{"sweeps,t", "T", "20000", "measured sweeps of every replica"},
                       {"burn-in", "T0", "auto",
                        "sweeps before them, in which an adaptive schedule is tuned; auto: a fifth "
                        "of --sweeps"}},
                      {{"thin", "N", "1", "keep the log ratios of every N-th sweep"},
                       {"lanes", "N", "8",
                        "replicas that share one matrix product; decides the random numbers"},
                       {"save-chains", "N", "", "keep the target rung's state every N sweeps"}})},
      run_rex};
}

}  // namespace lnz
