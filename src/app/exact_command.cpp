#include "app/command.hpp"
#include "app/path_plan.hpp"
#include "app/report.hpp"
#include "exact/registry.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

int run_exact(Options const& options, Communicator const& comm) {
  double const beta = options.real("beta", -1e6, 1e6);
  Record const model = load_model(options, comm);
  return std::stoi(comm.on_root([&] {
    ExactAnswer const exact = exact_log_z(model, beta, options.text("method"));
    if (!options.flag("json")) {
      for (std::string const& warning : exact.warnings) fmt::print("suspect: {}\n", warning);
      fmt::print("{} {} at beta {:g}, {:.1f} s\n", kind_of(model).name,
                 kind_of(model).describe(model), beta, wall_seconds());
      fmt::print("ln Z = {:.12g}  (exact by {}; rounding below {:.1g}; verdict {})\n", exact.log_z,
                 exact.method, exact.error_bound, exact.warnings.empty() ? "ok" : "suspect");
      return std::to_string(kFinished);
    }
    Answer answer;
    Estimate estimate;
    estimate.method = exact.method;
    estimate.log_z = exact.log_z;
    estimate.ci95 = {exact.log_z - exact.error_bound, exact.log_z + exact.error_bound};
    answer.estimates.push_back(estimate);
    for (std::string const& warning : exact.warnings) answer.doubt(Verdict::suspect, warning);
    ReportContext context{.command = "exact",
                          .model = options.text("model"),
                          .output = "",
                          .ess_of = "",
                          .sweeps = 0,
                          .wall_seconds = wall_seconds(),
                          .extra = {{"error_bound", exact.error_bound}},
                          .notes = {}};
    return std::to_string(report(answer, context, true, comm));
  }));
}

std::string methods() {
  std::string text;
  for (ExactMethod const& method : exact_methods())
    text += "; " + method.name + ": " + method.summary;
  return "auto: the cheapest that applies" + text;
}

}  // namespace

Command exact_command() {
  return {{"exact", "", "Exact ln Z where it can be had. Runs on one rank, with its threads.",
           with_common_options({{"method", "NAME", "auto", methods()}}, {"model", "beta", "json"})},
          run_exact};
}

}  // namespace lnz
