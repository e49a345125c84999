#include "app/dry_run.hpp"

#include "app/command.hpp"
#include "app/path_plan.hpp"
#include "app/run_record.hpp"
#include "models/registry.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace lnz {
namespace {

/// Copies of the samples while a run is finished, and of the states while they are saved; measured.
constexpr std::int64_t kSampleCopies = 3, kStateCopies = 3;

/// Bytes for threads and for the buffers of MPI and HDF5.
constexpr std::int64_t kBuffers = 32 << 20;

/// Bytes of this process in memory now, and the most there ever were.
std::int64_t resident() {
  std::int64_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

std::int64_t most_resident() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss * 1024;
}

/// Bytes: the most in memory without a block, a block's that has moved, and those it saves.
struct Footprint {
  std::int64_t rest, block, saved;
};

Footprint footprint(ModelHandle const& path, int lanes) {
  std::int64_t const rest = most_resident(), before = resident();
  Block block = path.make_block(0, 0, lanes);
  std::vector<double> const half(static_cast<std::size_t>(lanes), 0.5),
      one(static_cast<std::size_t>(lanes), 1.0);
  std::vector<double> ratio(static_cast<std::size_t>(lanes));
  block.log_ratio(half, one, ratio);
  block.sweep(one, 0);
  return {rest, resident() - before, static_cast<std::int64_t>(block.saved_size())};
}

/// Parts that `count` things make if dealt out `by` each.
std::int64_t parts(std::int64_t count, std::int64_t by) { return (count + by - 1) / by; }

void print_dry_run(nlohmann::ordered_json const& said, bool json) {
  if (json) {
    fmt::print("{}\n", said.dump(2));
    return;
  }
  auto const megabytes = [&](char const* key) { return said[key].get<double>() / (1 << 20); };
  fmt::print("{} ({}): {} blocks of {} chains, {} rungs at most\n",
             said["summary"].get<std::string>(), said["status"].get<std::string>(),
             said["blocks"].get<int>(), said["lanes"].get<int>(), said["most_rungs"].get<int>());
  fmt::print(
      "memory: {:.0f} MB on the first of {} ranks, {:.0f} MB on each other; run file up to {:.0f} "
      "MB\n",
      megabytes("memory_of_first_rank"), said["ranks"].get<int>(),
      megabytes("memory_of_other_ranks"), megabytes("output_bytes"));
}

}  // namespace

int dry_run(DriverVerb const& verb, Options const& options, Communicator const& comm) {
  auto const ranks = static_cast<int>(options.count("dry-run"));
  int const team = team_size(options, ranks);
  options.duration("checkpoint-interval");
  if (options.has("max-time")) options.duration("max-time");
  double const beta = options.real("beta", -1e6, 1e6);
  Record const model = load_model(options, comm);
  Record const fresh = new_run(verb.name, options, model, verb.deciding);
  std::string const status = comm.on_root([&]() -> std::string {
    auto const found = earlier_run(fresh.source, fresh, options.flag("restart"));
    return found ? found->text("@status") : "new";
  });
  ModelHandle const path =
      path_of(model, beta, known_reference(options, comm), sampling_from(options, model));
  int const rungs = most_rungs(options, verb.walk, path.light, comm);
  RunSize const size = verb.size(path, rungs);

  Footprint const one = footprint(path, size.lanes);
  std::int64_t const blocks =
      std::max<std::int64_t>(size.blocks, parts(pilot_chains(options, model), size.lanes));
  std::int64_t const own = parts(blocks, ranks / team), states = size.blocks * one.saved,
                     other = kBuffers + one.rest + parts(own * one.block, team),
                     first = other + kSampleCopies * size.sample_bytes + kStateCopies * states;
  if (comm.is_root())
    print_dry_run({{"command", verb.name},
                   {"model", options.text("model")},
                   {"summary", fmt::format("{} of {} {}", verb.name, kind_of(model).name,
                                           kind_of(model).describe(model))},
                   {"status", status},
                   {"ranks", ranks},
                   {"blocks", size.blocks},
                   {"lanes", size.lanes},
                   {"most_rungs", rungs},
                   {"memory_of_first_rank", first},
                   {"memory_of_other_ranks", other},
                   {"output", options.text("output")},
                   {"output_bytes", size.sample_bytes + states}},
                  options.flag("json"));
  return kFinished;
}

}  // namespace lnz
