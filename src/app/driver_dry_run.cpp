#include "app/driver_dry_run.hpp"

#include "app/dry_run.hpp"
#include "app/path_plan.hpp"
#include "app/run_output.hpp"
#include "app/run_record.hpp"
#include "app/settled.hpp"
#include "models/registry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lnz {
namespace {

/// Copies of the samples while a run is finished, and of the states while they are saved; measured.
constexpr std::int64_t kSampleCopies = 4, kStateCopies = 3;
/// Of states that a rank writes at once.
constexpr std::int64_t kRoundBytes = 16 << 20;

/// Bytes: the most in memory without a block, a block's that has moved, and those it saves.
struct Footprint {
  std::int64_t rest, block, saved;
};

Footprint footprint(ModelHandle const& path, std::int64_t lanes) {
  std::int64_t const rest = most_resident_bytes(), before = resident_bytes();
  Block block = path.make_block(0, 0, static_cast<int>(lanes));
  auto const width = static_cast<std::size_t>(lanes);
  std::vector<double> const half(width, 0.5), one(width, 1.0);
  std::vector<double> ratio(width);
  block.log_ratio(half, one, ratio);
  block.sweep(one, 0);
  return {rest, resident_bytes() - before, static_cast<std::int64_t>(block.saved_size())};
}

/// Parts of `size` that hold `count` things.
std::int64_t parts(std::int64_t count, std::int64_t size) { return (count + size - 1) / size; }

}  // namespace

int dry_run_driver(DriverVerb const& verb, Options const& options, Communicator const& comm) {
  auto const ranks = static_cast<int>(options.count("dry-run"));
  int const team = team_size(options, ranks);
  double const beta = options.real("beta", -1e6, 1e6);
  Record const model = load_model(options, comm);
  Record fresh = new_run(options.text("output"), verb.name, options, verb.deciding);
  put_model(fresh, options, model);
  std::string const status = comm.on_root([&]() -> std::string {
    auto const found =
        RunOutput(fresh.source, options).look(fresh, verb.raisable, options.flag("restart"));
    if (!found) return "new";
    return is_raised(*found, fresh, verb.raisable) ? "running" : found->text("@status");
  });
  ModelHandle const path =
      path_of(model, beta, known_reference(options, model, comm), sampling_from(options, model));
  int const rungs = most_rungs(options, verb.walk, path.light, comm);
  RunSize const size = verb.size(verb.settle(path, linear(rungs)), rungs,
                                 static_cast<std::int64_t>(path.readout.bytes()));

  std::int64_t const lanes = std::min(size.lanes, size.chains);
  Footprint const one = footprint(path, lanes);
  std::int64_t const most = std::max<std::int64_t>(size.chains, pilot_chains(options, model)),
                     own = parts(parts(most, lanes), ranks / team),
                     states = parts(size.chains, lanes) * one.saved,
                     other = kBufferBytes + one.rest + parts(own * one.block, team);
  bool const gathers = state_way(options).gathers(static_cast<std::size_t>(states));
  std::int64_t const at_once =
      gathers ? kStateCopies * states : 2 * std::max(one.saved, kRoundBytes);
  return report_dry_run(
      {.summary = fmt::format("{} of {} {}, {} rungs at most", verb.name, kind_of(model).name,
                              kind_of(model).describe(model), rungs),
       .status = status,
       .first_rank = other + kSampleCopies * size.sample_bytes + at_once,
       .other_rank = other + (gathers ? 0 : at_once),
       .output = size.sample_bytes + states,
       .states = states,
       .way = gathers ? "gather" : "collective"},
      options, comm);
}

}  // namespace lnz
