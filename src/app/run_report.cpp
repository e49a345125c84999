#include "app/run_report.hpp"

#include "app/report.hpp"
#include "app/run_record.hpp"
#include "estimators/ladder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace lnz {
namespace {

std::string counted(std::int64_t n, std::string_view what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

void describe_annealing(Record const& run, ReportContext& context) {
  AnnealingSamples const samples = annealing_samples(run);
  double const bound = log_mean_bound(samples.log_weight, run.number("@log_z_reference"));
  double const k = pareto_k(samples.log_weight);
  context.ess_of = std::to_string(samples.log_weight.size());
  context.sweeps = static_cast<std::int64_t>(run.shape("schedule/beta")[0]) - 1;
  context.extra["chains"] = samples.log_weight.size();
  context.extra["lower_bound"] = bound;
  context.extra["pareto_k"] = k;
  context.notes += fmt::format(
      "mean log weight: ln Z >= {:.4f} on average (lower bound); Pareto k of the weights {:.2f}\n",
      bound, k);
}

void describe_ladder(Record const& run, ReportContext& context) {
  LadderSamples const samples = ladder_samples(run);
  LadderHealth const health = ladder_health(samples);
  double const worst = 1 - *std::ranges::max_element(health.rejection);
  context.ess_of = std::to_string(samples.sweeps());
  context.sweeps = static_cast<std::int64_t>(samples.sweeps());
  context.extra["round_trips"] = health.round_trips;
  context.extra["barrier"] = health.barrier;
  context.extra["lowest_acceptance"] = worst;
  context.notes +=
      fmt::format("{} round trips; barrier Lambda {:.2f} over {} edges; lowest swap rate {:.0f}%\n",
                  health.round_trips, health.barrier, health.rejection.size(), 100 * worst);
}

}  // namespace

int report_run(Record const& run, Answer const& answer, bool json, Communicator const& comm) {
  ReportContext context{.command = run.text("@command"),
                        .model = run.text("@model"),
                        .output = run.source,
                        .ess_of = "",
                        .sweeps = 0,
                        .wall_seconds = run.number("@wall_seconds"),
                        .extra = {},
                        .notes = {}};
  std::size_t const rungs = run.shape("schedule/beta")[0];
  context.extra["rungs"] = rungs;
  context.extra["log_z_reference"] = run.number("@log_z_reference");
  context.notes = fmt::format(
      "{} {} at beta {:g}, {} rungs from ln Z_0 = {:.4f}, {:.1f} s on {} x {}\n",
      run.text("@model_kind"), run.text("@model_summary"), run.number("@beta"), rungs,
      run.number("@log_z_reference"), run.number("@wall_seconds"),
      counted(run.integer("@ranks"), "rank"), counted(run.integer("@threads"), "thread"));
  (run.text("@command") == "rex" ? describe_ladder : describe_annealing)(run, context);
  return report(answer, context, json, comm);
}

}  // namespace lnz
