#include "app/command.hpp"
#include "app/path_plan.hpp"
#include "app/report.hpp"
#include "approx/registry.hpp"

#include <fmt/format.h>

#include <limits>

namespace lnz {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();  ///< null in JSON

/// Why these numbers may be far off.
std::vector<std::string> doubts(Approximation const& best) {
  std::vector<std::string> doubts = best.notes;
  if (!best.converged)
    doubts.push_back(
        fmt::format("{} did not converge: means still change by {:.1g} after {} sweeps",
                    best.method, best.last_change, best.iterations));
  return doubts;
}

void print(std::vector<Approximation> const& all, Record const& model, double beta) {
  fmt::print("{:<8} {:>19}  {:<22} {:>6}\n", "method", "ln Z", "converged", "sweeps");
  for (Approximation const& a : all)
    fmt::print("{:<8} {:>2} {:>16.6f}  {:<22} {:>6}\n", a.method, a.lower_bound ? ">=" : "~",
               a.log_z,
               a.converged ? fmt::format("{} of {} starts", a.starts_converged, a.starts)
                           : fmt::format("no, moves by {:.1g}", a.last_change),
               a.iterations);
  fmt::print("{} {} at beta {:g}, {:.1f} s\n", kind_of(model).name, kind_of(model).describe(model),
             beta, wall_seconds());
  for (std::string const& doubt : doubts(all.front())) fmt::print("note: {}\n", doubt);
  fmt::print("ln Z {} {:.6f}  ({}: an approximation, no error bar{})\n",
             all.front().lower_bound ? ">=" : "~", all.front().log_z, all.front().method,
             all.front().converged ? "" : "; not converged");
}

int print_json(std::vector<Approximation> const& all, Options const& options,
               Communicator const& comm) {
  Answer answer;
  auto estimates = nlohmann::ordered_json::array();
  for (Approximation const& a : all) {
    Estimate estimate;
    estimate.method = a.method;
    estimate.log_z = a.log_z;
    estimate.std_error = estimate.ess = kNone;
    estimate.ci95 = {kNone, kNone};
    answer.estimates.push_back(estimate);
    nlohmann::ordered_json one{{"method", a.method},
                               {"ln_z", a.log_z},
                               {"std_error", nullptr},
                               {"ci95", {nullptr, nullptr}},
                               {"bound", nullptr},
                               {"converged", a.converged},
                               {"iterations", a.iterations},
                               {"starts", a.starts},
                               {"starts_converged", a.starts_converged},
                               {"last_change", a.last_change},
                               {"notes", a.notes}};
    if (a.lower_bound) one["bound"] = "lower";
    estimates.push_back(std::move(one));
  }
  if (!all.front().converged) answer.verdict = Verdict::suspect;
  answer.reasons = doubts(all.front());
  ReportContext const context{.command = "approx",
                              .model = options.text("model"),
                              .output = "",
                              .ess_of = "",
                              .sweeps = all.front().iterations,
                              .wall_seconds = wall_seconds(),
                              .extra = {{"estimates", std::move(estimates)}},
                              .notes = {}};
  return report(answer, context, true, comm);
}

int run_approx(Options const& options, Communicator const& comm) {
  double const beta = options.real("beta", -1e6, 1e6);
  Record const model = load_model(options, comm);
  return std::stoi(comm.on_root([&] {
    std::vector<Approximation> const all =
        approximate(couplings(model, beta), options.text("method"),
                    static_cast<std::uint64_t>(options.count("seed", 0)));
    if (options.flag("json")) return std::to_string(print_json(all, options, comm));
    print(all, model, beta);
    return std::to_string(kFinished);
  }));
}

std::string methods() {
  std::string text = "auto: all that apply";
  for (ApproximateMethod const& method : approximate_methods())
    text += "; " + method.name + ": " + method.summary;
  return text;
}

}  // namespace

Command approx_command() {
  return {{"approx", "",
           "Deterministic approximations of ln Z: no estimates, no error bars. Means of all units\n"
           "at a fixed point, from several starts. Runs on one rank, with its threads.",
           with_common_options({{"method", "NAME", "auto", methods()}},
                               {"model", "beta", "seed", "json"})},
          run_approx};
}

}  // namespace lnz
