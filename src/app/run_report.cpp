#include "app/run_report.hpp"

#include "app/report.hpp"
#include "app/run_record.hpp"
#include "app/sampled_states.hpp"
#include "app/segments.hpp"
#include "estimators/ladder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace lnz {
namespace {

std::string counted(std::int64_t n, std::string_view what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

/// Variance over chains of what the last step adds to the log weights.
double last_step_variance(AnnealingSamples const& samples) {
  std::size_t const chains = samples.log_weight.size();
  double const* const before =
      samples.kept_log_weight.data() + samples.kept_log_weight.size() - 2 * chains;
  double mean = 0, squares = 0;
  for (std::size_t i = 0; i < chains; ++i) {
    double const step = samples.log_weight[i] - before[i], n = static_cast<double>(i + 1);
    squares += (step - mean) * (step - mean) * (n - 1) / n;
    mean += (step - mean) / n;
  }
  return squares / static_cast<double>(chains - 1);
}

void describe_annealing(Record const& run, Answer const& /*answer*/, ReportContext& context) {
  AnnealingSamples const samples = annealing_samples(run);
  double const bound = log_mean_bound(samples.log_weight, run.number("@log_z_reference"));
  double const k = pareto_k(samples.log_weight);
  context.ess_of = std::to_string(samples.log_weight.size());
  context.sweeps = static_cast<std::int64_t>(run.reals("schedule/beta", 1).size()) - 1;
  context.extra["chains"] = samples.log_weight.size();
  context.extra["lower_bound"] = bound;
  context.extra["pareto_k"] = k;
  context.notes += fmt::format(
      "mean log weight: ln Z >= {:.4f} on average (lower bound); Pareto k of the weights {:.2f}\n",
      bound, k);
  if (samples.kept_log_weight.size() < 2 * samples.log_weight.size()) return;
  double const variance = last_step_variance(samples);
  context.extra["last_step_variance"] = variance;
  bool const rounded = run.text("@config").find(R"("precision":"int16")") != std::string::npos;
  if (rounded && run.text("@model_kind") == "rbm")
    context.notes += fmt::format(
        "variance of the last step, from rounded weights to the true ones: {:.2g}\n", variance);
}

void describe_ladder(Record const& run, Answer const& answer, ReportContext& context) {
  LadderSamples const samples = ladder_samples(run);
  LadderHealth const health = ladder_health(samples);
  double const worst = 1 - *std::ranges::max_element(health.rejection);
  std::size_t sweeps = samples.sweeps();
  std::vector<LadderSamples> const earlier = earlier_ladders(run);
  for (std::size_t s = 0; s < earlier.size(); ++s) {
    std::string const name = fmt::format("segment {}", s);
    bool const counts = std::ranges::any_of(
        answer.estimates, [&](Estimate const& e) { return e.method.ends_with(" " + name); });
    if (counts) sweeps += earlier[s].sweeps();
    context.notes += fmt::format("{} of {} rungs and {} sweeps {}\n", name, earlier[s].rungs,
                                 earlier[s].sweeps(),
                                 counts ? "counts, too" : "is left out: its verdict is worse");
  }
  context.ess_of = std::to_string(sweeps);
  context.sweeps = static_cast<std::int64_t>(sweeps);
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
  std::size_t const rungs = run.reals("schedule/beta", 1).size();
  context.extra["rungs"] = rungs;
  context.extra["log_z_reference"] = run.number("@log_z_reference");
  context.notes = fmt::format(
      "{} {} at beta {:g}, {} rungs from ln Z_0 = {:.4f}, {:.1f} s on {} x {}\n",
      run.text("@model_kind"), run.text("@model_summary"), run.number("@beta"), rungs,
      run.number("@log_z_reference"), run.number("@wall_seconds"),
      counted(run.integer("@ranks"), "rank"), counted(run.integer("@threads"), "thread"));
  (has_ladder(run) ? describe_ladder : describe_annealing)(run, answer, context);
  if (run.text("@command") == "sample") describe_states(run, context);
  return report(answer, context, json, comm);
}

}  // namespace lnz
