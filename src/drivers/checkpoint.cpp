#include "drivers/checkpoint.hpp"

#include "core/checkpoint.hpp"
#include "lnz/error.hpp"

#include <algorithm>
#include <string>

namespace lnz {
namespace {

/// Every row of `rungs` values is a permutation of the replicas.
void require_permutations(Record const& run, std::string const& key, int rungs) {
  std::vector<std::int64_t> replica_at = run.integers(key);
  for (auto row = replica_at.begin(); row != replica_at.end(); row += rungs) {
    std::sort(row, row + rungs);
    for (int k = 0; k < rungs; ++k)
      if (row[k] != k)
        throw ConfigError(run.source + ": dataset '" + key +
                          "' is no order of the replicas (the file is damaged); use --restart");
  }
}

/// Of the sweeps 0, every, 2 every, ... those before `sweeps`.
std::int64_t kept(std::int64_t sweeps, std::int64_t every) {
  return sweeps > 0 ? (sweeps - 1) / every + 1 : 0;
}

void require_annealed(Record const& run, AnnealingPlan const& plan, std::int64_t seen) {
  auto const chains = static_cast<std::int64_t>(run.reals("ais/log_weight", 1).size()),
             kept = static_cast<std::int64_t>(plan.kept_rungs.size());
  if (chains >= plan.chains)
    throw ConfigError(run.source + ": " + std::to_string(chains) + " chains at their end (only " +
                      std::to_string(plan.chains) + " are asked for); use --restart");
  require_values(run, "ais/kept_log_weight", kept * chains);
  if (plan.keep_states) require_values(run, "chains/units", chains * seen);
}

}  // namespace

bool is_checkpoint(Record const& run) { return run.has("checkpoint@step"); }

std::int64_t annealed_chains(Record const& run, AnnealingPlan const& plan) {
  if (!is_checkpoint(run))
    return static_cast<std::int64_t>(run.reals("ais/log_weight", 1).size()) / plan.lanes *
           plan.lanes;
  return run.has("checkpoint@annealed") ? run.integer("checkpoint@annealed") : 0;
}

void require_checkpoint(Record const& run, AnnealingPlan const& plan, std::size_t seen) {
  auto const values = static_cast<std::int64_t>(seen);
  if (!is_checkpoint(run)) return require_annealed(run, plan, values);
  std::int64_t const step = checkpoint_step(run, plan.schedule.rungs() - 1),
                     annealed = annealed_chains(run, plan);
  auto const passed =
      std::ranges::count_if(plan.kept_rungs, [&](int k) { return k > 0 && k <= step; });
  require_values(run, "ais/log_weight", plan.chains);
  require_values(run, "ais/kept_log_weight", passed * plan.chains);
  if (annealed < 0 || annealed >= plan.chains || annealed % plan.lanes != 0)
    throw ConfigError(run.source + ": " + std::to_string(annealed) + " of " +
                      std::to_string(plan.chains) + " chains at their end (blocks have " +
                      std::to_string(plan.lanes) + "); use --restart");
  if (annealed == 0) return;
  require_values(run, "checkpoint/annealed_kept",
                 static_cast<std::int64_t>(plan.kept_rungs.size()) * annealed);
  bool const at_end = step == plan.schedule.rungs() - 1;
  if (plan.keep_states)
    require_values(run, "chains/units", (at_end ? plan.chains : annealed) * values);
}

void require_checkpoint(Record const& run, ExchangePlan const& plan, std::size_t seen) {
  int const rungs = plan.schedule.rungs();
  std::int64_t const measured = checkpoint_step(run, plan.burn_in + plan.sweeps) - plan.burn_in,
                     sweeps = kept(measured, plan.thin);
  require_values(run, "schedule/beta", rungs);
  require_values(run, "checkpoint/rejection", rungs - 1);
  require_values(run, "checkpoint/replica_at", rungs);
  require_permutations(run, "checkpoint/replica_at", rungs);
  require_values(run, "rex/accepted", rungs - 1);
  require_values(run, "rex/up", sweeps * (rungs - 1));
  require_values(run, "rex/down", sweeps * (rungs - 1));
  require_values(run, "rex/replica_at", sweeps * rungs);
  require_permutations(run, "rex/replica_at", rungs);
  if (plan.save_chains > 0)
    require_values(run, "chains/units",
                   kept(measured, plan.save_chains) * static_cast<std::int64_t>(seen));
}

}  // namespace lnz
