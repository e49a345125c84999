#include "app/command.hpp"
#include "app/driver_command.hpp"
#include "lnz/error.hpp"
#include "lnz/stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace lnz {
namespace {

/// A replica travels the ladder in a time that grows with its rungs.
std::int64_t default_sweeps(int rungs, int light) {
  return light * std::clamp<std::int64_t>(500 * std::int64_t{rungs}, 20000, 60000);
}

int run_rex(Options const& options, Communicator const& comm) {
  auto const given = [&](std::string const& name, std::int64_t least) {
    return options.text(name) == "auto" ? std::nullopt : std::optional(options.count(name, least));
  };
  std::optional<std::int64_t> const sweeps = given("sweeps", 2), burn_in = given("burn-in", 0);
  given("rungs", 2);
  auto const seed = static_cast<std::uint64_t>(options.count("seed", 0));
  ExchangePlan plan{.schedule = linear(2),
                    .tune = options.text("schedule") == "adaptive",
                    .thin = given("thin", 1).value_or(0),
                    .lanes = static_cast<int>(given("lanes", 1).value_or(0)),
                    .save_chains = options.has("save-chains") ? options.count("save-chains") : 0,
                    .seed = seed};
  std::int64_t const fewest = sweeps.value_or(default_sweeps(2, 1));
  if (plan.thin > fewest / 2)
    throw ConfigError(fmt::format("--thin = {} (too few of {} sweeps would be kept); lower it",
                                  plan.thin, fewest));
  auto const settle = [&](ModelHandle const& path, Schedule const& schedule) -> Settled {
    std::int64_t const measured = sweeps.value_or(default_sweeps(schedule.rungs(), path.light));
    return {{"sweeps", measured},
            {"burn-in", burn_in.value_or(measured)},
            {"thin", plan.thin > 0 ? plan.thin
                     : sweeps      ? 1
                                   : path.light},
            {"lanes", plan.lanes > 0 ? plan.lanes : path.fewest_lanes},
            {"rungs", schedule.rungs()},
            {"segments", 0}};
  };
  auto const make = [&](ModelHandle const& path, Schedule const& schedule, Settled const& settled,
                        Communicator const& across) {
    plan.schedule = schedule;
    plan.sweeps = settled.at("sweeps");
    plan.burn_in = settled.at("burn-in");
    plan.thin = settled.at("thin");
    plan.lanes = static_cast<int>(settled.at("lanes"));
    plan.warm = settled.at("segments") > 0;
    if (plan.warm)
      plan.seed =
          derived_seed(seed, Purpose::swap, static_cast<std::uint64_t>(settled.at("segments")));
    require_lanes(path, std::min(plan.lanes, schedule.rungs()));
    return std::make_unique<ReplicaExchange>(path, plan, across);
  };
  auto const size = [&](Settled const& settled, int rungs, std::int64_t seen_bytes) -> RunSize {
    std::int64_t const kept = settled.at("sweeps") / settled.at("thin") + 1,
                       states =
                           plan.save_chains > 0 ? settled.at("sweeps") / plan.save_chains + 1 : 0;
    return {rungs, settled.at("lanes"),
            kept * (16 * (rungs - 1) + 4 * rungs) + states * seen_bytes};
  };
  return run_driver({"rex",
                     Walk::exchange,
                     {"beta", "seed", "sweeps", "burn-in", "rungs", "schedule", "reference", "path",
                      "thin", "lanes", "save-chains", "moves", "precision"},
                     {"sweeps", "rungs"},
                     settle,
                     make,
                     size},
                    options, comm);
}

}  // namespace

Command rex_command() {
  return {
      {"rex", "",
       "Replica exchange: ln Z by several estimators from one set of tempered samples.\n"
       "'lnz rex --model m.h5' is a complete command.",
       driver_options(
           "rex",
           {{"sweeps,t", "T", "auto",
             "measured sweeps of every replica; auto: 500 a rung, 20,000 to 60,000, five "
             "times as many of a packed lattice; a larger number takes an earlier run on to it"},
            {"burn-in", "T0", "auto",
             "sweeps before them, half of which cool the replicas slowly and half of "
             "which tune an adaptive schedule; auto: as many as --sweeps of the first run"}},
           {{"thin", "N", "auto",
             "keep the log ratios of every N-th sweep; auto: 1, or 5 where "
             "--sweeps is five times as many by itself"},
            {"lanes", "N", "auto",
             "most replicas of a block, which advance together (auto: 16, 256 of a "
             "packed lattice); blocks are what ranks share; decides the random numbers"},
            {"save-chains", "N", "", "keep the target rung's state every N sweeps"}})},
      run_rex};
}

}  // namespace lnz
