#include "app/command.hpp"
#include "app/driver_command.hpp"

#include <algorithm>

namespace lnz {
namespace {

/// Log weights kept along the ladder: at most this many numbers.
constexpr std::int64_t kKeptWeights = std::int64_t{1} << 22;

std::int64_t kept_count(int rungs, std::int64_t chains) {
  return std::clamp<std::int64_t>(kKeptWeights / chains, 1, std::min(64, rungs - 1));
}

std::vector<int> kept_rungs(int rungs, std::int64_t count) {
  std::vector<int> kept;
  for (std::int64_t p = 1; p <= count; ++p)
    kept.push_back(static_cast<int>(p * (rungs - 1) / count));
  // The rung before the last, too: what the last step adds to the variance is reported.
  if (rungs > 2 && (kept.size() < 2 || kept[kept.size() - 2] != rungs - 2))
    kept.insert(kept.end() - 1, rungs - 2);
  return kept;
}

/// As many as the model works best with, but two blocks at least where fewer lanes cost less.
int default_lanes(std::int64_t chains, ModelHandle const& path) {
  return static_cast<int>(
      std::clamp<std::int64_t>((chains / 2 + 7) / 8 * 8, path.fewest_lanes, path.lanes));
}

int run_ais(Options const& options, Communicator const& comm) {
  std::int64_t const chains = options.count("chains", 2);
  AnnealingPlan plan{
      .schedule = linear(2),
      .chains = static_cast<int>(chains),
      .lanes = options.text("lanes") == "auto" ? 0 : static_cast<int>(options.count("lanes")),
      .sweeps_per_rung = static_cast<int>(options.count("sweeps-per-rung")),
      .kept_rungs = {},
      .keep_states = options.flag("save-chains"),
      .seed = static_cast<std::uint64_t>(options.count("seed", 0))};
  auto const settle = [&](ModelHandle const& path, Schedule const& schedule) -> Settled {
    return {{"chains", chains},
            {"lanes", plan.lanes > 0 ? plan.lanes : default_lanes(chains, path)},
            {"kept-rungs", kept_count(schedule.rungs(), chains)}};
  };
  auto const make = [&](ModelHandle const& path, Schedule const& schedule, Settled const& settled,
                        Communicator const& across) {
    plan.schedule = schedule;
    plan.chains = static_cast<int>(settled.at("chains"));
    plan.lanes = static_cast<int>(settled.at("lanes"));
    plan.kept_rungs = kept_rungs(schedule.rungs(), settled.at("kept-rungs"));
    require_lanes(path, std::min(plan.lanes, plan.chains));
    return std::make_unique<AnnealedImportanceSampling>(path, plan, across);
  };
  auto const size = [&](Settled const& settled, int, std::int64_t seen_bytes) -> RunSize {
    std::int64_t const states = plan.keep_states ? seen_bytes : 0;
    return {settled.at("chains"), settled.at("lanes"),
            settled.at("chains") * (8 * (settled.at("kept-rungs") + 1) + states)};
  };
  return run_driver({"ais",
                     Walk::once,
                     {"beta", "seed", "chains", "rungs", "schedule", "reference", "path",
                      "sweeps-per-rung", "lanes", "save-chains", "moves", "precision"},
                     {"chains"},
                     settle,
                     make,
                     size},
                    options, comm);
}

}  // namespace

Command ais_command() {
  return {{"ais", "",
           "Annealed importance sampling: ln Z with an error bar from independent chains.\n"
           "'lnz ais --model m.h5' is a complete command.",
           driver_options(
               "ais",
               {{"chains,m", "M", "1000",
                 "annealed chains, each an independent weight; a larger number takes an earlier "
                 "run on to it"}},
               {{"sweeps-per-rung", "N", "1", "Markov sweeps at every rung"},
                {"lanes", "N", "auto",
                 "chains of a block, which advance together: the more, the cheaper each (an rbm "
                 "likes 512, "
                 "spins 64, packed lattices 256), but blocks are what ranks share; decides the "
                 "random numbers"},
                {"save-chains", "", "", "keep the final states in the run file"}})},
          run_ais};
}

}  // namespace lnz
