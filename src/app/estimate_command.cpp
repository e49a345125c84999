#include "app/command.hpp"
#include "app/run_record.hpp"
#include "app/run_report.hpp"
#include "io/h5_file.hpp"
#include "lnz/error.hpp"

namespace lnz {
namespace {

int run_estimate(Options const& options, Communicator const& comm) {
  if (options.positional().empty())
    throw ConfigError("lnz estimate needs a run file; write lnz estimate RUN.h5");
  return std::stoi(comm.on_root([&] {
    int status = kFinished;
    for (std::string const& path : options.positional())
      status = std::max(status, report_run(read_run(path), options.flag("json"), comm));
    return std::to_string(status);
  }));
}

}  // namespace

Command estimate_command() {
  return {{"estimate", "RUN.h5...",
           "Every estimator the stored samples of a run allow, and one verdict.",
           with_common_options({}, {"json"})},
          run_estimate};
}

}  // namespace lnz
