#include "app/command.hpp"
#include "app/complete_command.hpp"
#include "app/driver_command.hpp"
#include "app/sampled_states.hpp"
#include "drivers/sampling_rounds.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace lnz {
namespace {

constexpr std::int64_t kSamples = 1000;
constexpr std::int64_t kFewestSweeps = 4000;  ///< of a first round, of moves that are not light

/// `sweeps` up to the next multiple of `samples`.
std::int64_t whole(std::int64_t sweeps, std::int64_t samples) {
  return (sweeps + samples - 1) / samples * samples;
}

int draw_samples(Options const& options, Communicator const& comm) {
  auto const given = [&](std::string const& name, std::int64_t least) {
    return options.text(name) == "auto" ? std::nullopt : std::optional(options.count(name, least));
  };
  std::int64_t const samples = given("count", 2).value_or(kSamples);
  auto const doublings = static_cast<int>(options.count("doublings", 0));
  if (doublings > 30)
    throw ConfigError(fmt::format(
        "--doublings = {} (a billion times the sweeps of a round); set it to 30 at most",
        doublings));
  std::optional<std::int64_t> const sweeps = given("sweeps", 2), burn_in = given("burn-in", 0),
                                    lanes = given("lanes", 1);
  given("rungs", 2);
  if (team_size(options, comm.size()) > 1)
    throw ConfigError(
        "--team (states of shared blocks are not sampled in rounds); use lnz rex --save-chains");
  SamplingPlan plan{
      .exchange = {.schedule = linear(2),
                   .tune = options.text("schedule") == "adaptive",
                   .seed = static_cast<std::uint64_t>(options.count("seed", 0))},
      .samples = samples,
      .doublings = doublings,
      .enough = [samples](LadderSamples const& ladder, std::int64_t thin,
                          std::span<double const> units) {
        return equilibrium(ladder, thin, units, static_cast<std::size_t>(samples)).is_independent();
      }};
  auto const settle = [&](ModelHandle const& path, Schedule const& schedule) -> Settled {
    std::int64_t const measured =
        whole(sweeps.value_or(std::max(kFewestSweeps * path.light, samples)), samples);
    return {{"sweeps", measured},
            {"burn-in", burn_in.value_or(measured)},
            {"lanes", lanes.value_or(path.fewest_lanes)},
            {"rungs", schedule.rungs()}};
  };
  auto const make = [&](ModelHandle const& path, Schedule const& schedule, Settled const& settled,
                        Communicator const& across) {
    plan.exchange.schedule = schedule;
    plan.exchange.sweeps = settled.at("sweeps");
    plan.exchange.burn_in = settled.at("burn-in");
    plan.exchange.lanes = static_cast<int>(settled.at("lanes"));
    return std::make_unique<SamplingRounds>(path, plan, across);
  };
  auto const size = [&](Settled const& settled, int rungs, std::int64_t seen_bytes) -> RunSize {
    std::int64_t const kept = std::min<std::int64_t>(settled.at("sweeps") << doublings, 40000);
    return {rungs, settled.at("lanes"),
            kept * (16 * (rungs - 1) + 4 * rungs) + samples * seen_bytes};
  };
  return run_driver({"sample",
                     Walk::exchange,
                     {"beta", "seed", "count", "doublings", "sweeps", "burn-in", "rungs",
                      "schedule", "reference", "lanes", "moves", "precision"},
                     {},
                     settle,
                     make,
                     size,
                     put_log_unnormalised},
                    options, comm);
}

int run_sample(Options const& options, Communicator const& comm) {
  if (options.has("clamp")) return run_completion(options, comm);
  for (std::string const key : {"data", "rows"})
    if (options.has(key))
      throw ConfigError(fmt::format(
          "--{} without --clamp (all units are sampled then, none held at data); give --clamp MASK",
          key));
  return draw_samples(options, comm);
}

}  // namespace

Command sample_command() {
  return {
      {"sample", "",
       "Samples of a model in equilibrium, or of its free units given held ones.\n"
       "Nearly independent, by replica exchange, and checked for being in equilibrium: 'lnz "
       "sample\n"
       "--model m.h5 --count 1000' is a complete command. With --clamp: the free units of every "
       "row\n"
       "of --data given those that are held at it, by annealing.",
       driver_options(
           "sample",
           {{"count,n", "N", "auto",
             "samples, evenly spaced over the sweeps; auto: 1000, or 16 a row with --clamp"},
            {"clamp", "MASK", "",
             "hold units: a data file of 1 (held at the value of --data) and 0 (free), one row for "
             "all rows, one each, or one image"},
            {"data", "FILE[:DATASET]", "", "rows to complete: IDX(.gz), .npy, .csv, HDF5"},
            {"rows", "A-B", "", "those of them, counted from 0; without it all"},
            {"binarize", "HOW", "auto", "how pixels become bits: threshold:T, sample:SEED or none"},
            {"chains", "M", "256", "chains annealed for every row of --data"},
            {"sweeps", "T", "auto",
             "sweeps that the samples are spread over at first, up to the next multiple of "
             "--count; "
             "auto: 4,000 (20,000 of a packed lattice), or --count"},
            {"burn-in", "T0", "auto", "sweeps before them; auto: as many"},
            {"doublings", "N", "6",
             "while the samples are worth less than 0.7 of their number, sample again over twice "
             "the sweeps, at most so often; all sweeps before count as burn-in then"}},
           {{"lanes", "N", "auto",
             "most replicas of a block, which advance together; decides the random numbers"}})},
      run_sample};
}

}  // namespace lnz
