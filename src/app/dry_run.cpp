#include "app/dry_run.hpp"

#include "app/command.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace lnz {

int report_dry_run(DryRun const& found, Options const& options, Communicator const& comm) {
  std::int64_t const ranks = options.count("dry-run");
  if (comm.is_root() && options.flag("json")) {
    nlohmann::ordered_json const said{{"summary", found.summary},
                                      {"status", found.status},
                                      {"ranks", ranks},
                                      {"memory_of_first_rank", found.first_rank},
                                      {"memory_of_other_ranks", found.other_rank},
                                      {"output", options.text("output")},
                                      {"output_bytes", found.output},
                                      {"checkpoint_states_bytes", found.states},
                                      {"checkpoint_way", found.way}};
    fmt::print("{}\n", said.dump(2));
  } else if (comm.is_root()) {
    auto const megabytes = [](std::int64_t bytes) { return bytes / (1 << 20); };
    fmt::print("{} ({})\n", found.summary, found.status);
    fmt::print("memory: {} MB on the first rank, {} MB on each other of {}; {} up to {} MB\n",
               megabytes(found.first_rank), megabytes(found.other_rank), ranks,
               options.text("output"), megabytes(found.output));
    fmt::print(
        "checkpoints: {} MB of states, {}\n", megabytes(found.states),
        found.way == "gather" ? "gathered by the first rank" : "written by all ranks together");
  }
  return kFinished;
}

std::int64_t resident_bytes() {
  std::int64_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

std::int64_t most_resident_bytes() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss * 1024;
}

}  // namespace lnz
