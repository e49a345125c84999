#include "app/run_record.hpp"

#include "app/json_text.hpp"
#include "app/path_machines.hpp"
#include "app/sampled_states.hpp"
#include "app/segments.hpp"
#include "app/settled.hpp"
#include "app/version.hpp"
#include "io/atomic_file.hpp"
#include "io/data_file.hpp"
#include "io/model_file.hpp"
#include "io/run_file.hpp"
#include "lnz/error.hpp"
#include "models/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace lnz {
namespace {

void refuse_difference(Record const& old, Record const& fresh, std::string const& what) {
  auto const was = old.attributes.find("@" + what), is = fresh.attributes.find("@" + what);
  if (is == fresh.attributes.end()) return;
  if (was != old.attributes.end() && was->second == is->second) return;
  throw ConfigError(fmt::format(
      "{} belongs to another run (its {} differs); give another --output, or --restart to "
      "discard it",
      old.source, what.substr(0, what.find('_'))));
}

bool has_nan(std::vector<double> const& values) {
  return std::ranges::any_of(values, [](double x) { return std::isnan(x); });
}

}  // namespace

Record new_run(std::string const& path, std::string const& verb, Options const& options,
               std::vector<std::string> const& deciding) {
  nlohmann::ordered_json config;
  for (std::string const& key : deciding) config[key] = options.has(key) ? options.text(key) : "";
  Record run;
  run.source = path;
  run.attributes = {{"@command", verb},
                    {"@status", "running"},
                    {"@program", version()},
                    {"@commit", commit()},
                    {"@seed", options.count("seed", 0)},
                    {"@config", json_text(config)}};
  return run;
}

void put_model(Record& run, Options const& options, Record const& model) {
  run.attributes["@model"] = options.text("model");
  run.attributes["@model_kind"] = kind_of(model).name;
  run.attributes["@model_summary"] = kind_of(model).describe(model);
  run.attributes["@model_sha256"] = model_sha256(model);
  run.attributes["@beta"] = options.real("beta", -1e6, 1e6);
}

void put_data(Record& run, Options const& options, DataSet const& data) {
  run.attributes["@data"] = options.text("data");
  run.attributes["@data_sha256"] = data_sha256(data);
}

Record read_any_run(std::string const& path) {
  try {
    return read_run_file(path);
  } catch (DamagedFile const& damaged) {
    if (!std::filesystem::exists(previous_of(path))) throw;
    throw ConfigError(
        fmt::format("{} is damaged ({}; {} is the generation before); run its command again to go "
                    "on from that",
                    path, damaged.why, previous_of(path)));
  }
}

void require_same_run(Record const& old, Record const& fresh,
                      std::vector<std::string> const& raisable) {
  for (std::string const what : {"command", "model_sha256", "data_sha256"})
    refuse_difference(old, fresh, what);
  refuse_other_settings(old, fresh, raisable);
}

Record read_run(std::string const& path) {
  Record run = read_any_run(path);
  if (run.text("@status") != "finished")
    throw ConfigError(
        path +
        " is of an unfinished run (its estimates are not made yet); run its command again first");
  return run;
}

void put_path(Record& run, PathPlan const& plan, double log_z_reference) {
  run.set("schedule/beta", plan.schedule.beta());
  if (!plan.reference.mean.empty()) run.set("reference/mean", plan.reference.mean);
  put_machines(run, plan.reference.machines);
  run.attributes["@log_z_reference"] = log_z_reference;
}

void put_bound(Record& run, Record const& model) {
  if (auto const bound = kind_of(model).log_z_bound)
    run.attributes["@log_z_bound"] =
        bound(model, run.number("@beta"), static_cast<std::uint64_t>(run.integer("@seed")));
}

PathPlan shared_path(Record const& run, Communicator const& comm) {
  Record const path = from_bytes(comm.on_root([&] {
    Record small;
    small.set("beta", run.reals("schedule/beta", 1));
    small.set("mean",
              run.has("reference/mean") ? run.reals("reference/mean", 1) : std::vector<double>{});
    put_machines(small, machines_of(run));
    return to_bytes(small);
  }));
  return {{path.reals("mean"), machines_of(path)}, Schedule(path.reals("beta"))};
}

void put_answer(Record& run, Answer const& answer) {
  for (Estimate const& e : answer.estimates) {
    std::string const group = "estimates/" + e.method;
    run.attributes[group + "@log_z"] = e.log_z;
    run.attributes[group + "@std_error"] = e.std_error;
    run.attributes[group + "@ess"] = e.ess;
    run.attributes[group + "@ci95"] = std::vector<double>(e.ci95.begin(), e.ci95.end());
    run.set(group + "/log_z_at", e.log_z_at);
    run.set(group + "/std_error_at", e.std_error_at);
  }
  Estimate const& best = answer.estimates.front();
  run.attributes["result@method"] = best.method;
  run.attributes["result@log_z"] = best.log_z;
  run.attributes["result@std_error"] = best.std_error;
  run.attributes["result@ess"] = best.ess;
  run.attributes["result@verdict"] = std::string(name(answer.verdict));
  run.attributes["result@reasons"] = fmt::format("{}", fmt::join(answer.reasons, "\n"));
}

LadderSamples ladder_samples(Record const& run, std::string const& group) {
  std::size_t const rungs = run.reals(group + "schedule/beta", 1).size();
  LadderSamples samples{.rungs = static_cast<int>(rungs),
                        .up = run.reals(group + "rex/up", 2),
                        .down = run.reals(group + "rex/down", 2),
                        .replica_at = {}};
  std::vector<std::int64_t> const index_process = run.integers(group + "rex/replica_at", 2);
  samples.replica_at.assign(index_process.begin(), index_process.end());
  std::size_t const ratios = samples.sweeps() * (rungs - 1);
  if (rungs < 2 || samples.sweeps() < 2 || samples.replica_at.size() != samples.sweeps() * rungs ||
      samples.up.size() != ratios || samples.down.size() != ratios || has_nan(samples.up) ||
      has_nan(samples.down) || std::ranges::any_of(index_process, [&](std::int64_t r) {
        return r < 0 || r >= samples.rungs;
      }))
    throw ConfigError(run.source +
                      " is damaged (its samples do not fit its schedule); use --restart");
  return samples;
}

bool has_ladder(Record const& run) {
  std::string const command = run.text("@command");
  return command == "rex" || command == "sample";
}

AnnealingSamples annealing_samples(Record const& run) {
  AnnealingSamples samples{run.reals("ais/log_weight", 1), run.reals("ais/kept_log_weight", 2)};
  if (samples.log_weight.size() < 2 || has_nan(samples.log_weight) ||
      has_nan(samples.kept_log_weight) ||
      samples.kept_log_weight.size() % samples.log_weight.size() != 0)
    throw ConfigError(run.source +
                      " is damaged (its weights do not fit its chains); use --restart");
  return samples;
}

Answer estimated(Record const& run) {
  Answer answer = has_ladder(run)
                      ? segments_answer(run)
                      : annealing_answer(annealing_samples(run), run.number("@log_z_reference"),
                                         static_cast<std::uint64_t>(run.integer("@seed")));
  if (run.text("@command") == "sample") heed_equilibrium(answer, sampled_equilibrium(run));
  if (run.has("@log_z_bound")) heed_bound(answer, run.number("@log_z_bound"));
  return answer;
}

}  // namespace lnz
