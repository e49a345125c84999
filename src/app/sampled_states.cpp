#include "app/sampled_states.hpp"

#include "app/run_record.hpp"
#include "lnz/error.hpp"
#include "models/registry.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

struct States {
  std::size_t count, units;
  std::vector<double> values;  ///< [count, units]
};

States states_of(Record const& run) {
  std::vector<std::size_t> const& shape = run.shape("samples/units");
  if (shape[0] < 2 || shape[1] < 1)
    throw ConfigError(run.source + ": fewer than two samples (the file is damaged); use --restart");
  return {shape[0], shape[1], run.reals("samples/units", 2)};
}

}  // namespace

Equilibrium sampled_equilibrium(Record const& run) {
  States const states = states_of(run);
  return equilibrium(ladder_samples(run), run.integer("rex@thin"), states.values, states.count);
}

void put_log_unnormalised(Record& run, Record const& model) {
  ModelKind const& kind = kind_of(model);
  if (kind.sums_hidden_out && !kind.sums_hidden_out(model)) return;
  States const states = states_of(run);
  DataSet const data{
      run.source, states.count, states.units, {states.values.begin(), states.values.end()}};
  run.set("samples/log_unnormalised", kind.log_unnormalised(model, run.number("@beta"), data));
}

void describe_states(Record const& run, ReportContext& context) {
  Equilibrium const found = sampled_equilibrium(run);
  std::int64_t const spacing = run.integer("samples@spacing");
  context.extra["samples"] = found.samples;
  context.extra["samples_ess"] = found.ess;
  context.extra["spacing"] = spacing;
  context.extra["tau_energy"] = found.tau_energy;
  context.extra["tau_units"] = found.tau_units;
  context.extra["differences"] = {
      {"halves", found.halves}, {"units", found.units}, {"replicas", found.replicas}};
  context.notes += fmt::format(
      "{} samples, one in {} sweeps, worth {:.0f} independent ones; tau of the energy {:.1f} "
      "sweeps, of the units {:.2f} samples\n",
      found.samples, spacing, found.ess, found.tau_energy, found.tau_units);
}

}  // namespace lnz
