#include "app/command.hpp"
#include "app/report.hpp"
#include "app/run_record.hpp"
#include "app/run_report.hpp"
#include "estimators/combine.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

int report_together(std::vector<std::string> const& paths, bool json, Communicator const& comm) {
  std::vector<Answer> answers;
  ReportContext context{.command = "estimate",
                        .model = "",
                        .output = "",
                        .ess_of = "all",
                        .sweeps = 0,
                        .wall_seconds = 0,
                        .extra = {},
                        .notes = {}};
  std::string sha256;
  double beta = 0;
  for (std::string const& path : paths) {
    Record const run = read_run(path);
    if (answers.empty()) {
      sha256 = run.text("@model_sha256");
      beta = run.number("@beta");
      context.model = run.text("@model");
    }
    if (run.text("@model_sha256") != sha256 || run.number("@beta") != beta)
      throw ConfigError(
          fmt::format("{} is of another model or beta than {} (their ln Z cannot be combined); "
                      "estimate them one by one",
                      path, paths.front()));
    answers.push_back(estimated(run));
    context.wall_seconds += run.number("@wall_seconds");
  }
  return report(combined(answers, paths), context, json, comm);
}

int run_estimate(Options const& options, Communicator const& comm) {
  std::vector<std::string> const& paths = options.positional();
  if (paths.empty())
    throw ConfigError(
        "lnz estimate needs a run file (there is nothing to estimate); write lnz estimate RUN.h5");
  return std::stoi(comm.on_root([&] {
    if (paths.size() > 1) return std::to_string(report_together(paths, options.flag("json"), comm));
    Record const run = read_run(paths[0]);
    return std::to_string(report_run(run, estimated(run), options.flag("json"), comm));
  }));
}

}  // namespace

Command estimate_command() {
  return {{"estimate", "RUN.h5...",
           "Every estimator the stored samples of a run allow, and one verdict.\n"
           "Several runs of one model at one beta are combined, weighted by their errors.",
           with_common_options({}, {"json"})},
          run_estimate};
}

}  // namespace lnz
