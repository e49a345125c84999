#include "app/path_plan.hpp"

#include "app/path_machines.hpp"
#include "app/reading.hpp"
#include "approx/reference.hpp"
#include "drivers/pilot.hpp"
#include "io/data_file.hpp"
#include "io/input_file.hpp"
#include "lnz/error.hpp"
#include "models/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <sstream>

namespace lnz {
namespace {

constexpr int kPilotChains = 128;
constexpr int kPilotRungs = 400;
constexpr double kTargetVariance = 0.15;  // of ln w: its tail is heavier than a pilot can see
constexpr int kFewestRungs = 500, kMostRungs = 20000;  // of an annealing planned by itself
constexpr int kFewestReplicas = 6, kMostReplicas = 512;

std::vector<double> base_rates(Record const& model, std::string const& path) {
  DataSet const data = read_data(path, reading_of("auto", model));
  auto const own = kind_of(model).base_rates;
  return (own ? own(model, data) : column_means(data)).mean;
}

/// Means of the whole path from a uniform start: those of the target alone would fit its largest
/// mode and close the path to all others.
Reference piloted_reference(Record const& model, double beta, std::vector<Record> const& machines,
                            Sampling const& sampling, std::uint64_t seed,
                            Communicator const& across, std::function<void()> const& between) {
  Reference reference =
      pulled(profile_path(path_of(model, beta, {{}, machines}, sampling), linear(kPilotRungs),
                          kPilotChains, derived_seed(seed, Purpose::pilot, 0), across, between)
                 .unit_mean);
  reference.machines = machines;
  return reference;
}

/// Means of the naive mean-field fixed point at the target.
Reference mean_field_reference(Record const& model, double beta, Sampling const& sampling,
                               std::uint64_t seed, Communicator const& world) {
  std::size_t const units = path_of(model, beta, {}, sampling).unit_count;
  Record means;
  auto const bytes = world.on_root([&] {
    Approximation const naive = approximate(couplings(model, beta), "naive", seed).front();
    means.set("mean", mean_field_reference(naive, units).mean);
    return to_bytes(means);
  });
  return {from_bytes(bytes).reals("mean")};
}

bool takes_pilot(std::string const& reference, Record const& model) {
  return reference == "pilot" || (reference == "auto" && kind_of(model).wants_pilot);
}

Schedule schedule_from_file(std::string const& path, Communicator const& comm) {
  Record record;
  record.source = path;
  auto const bytes = comm.on_root([&] {
    if (!std::filesystem::exists(path))
      throw ConfigError("--schedule = '" + path +
                        "' (neither linear, sigmoid, salakhutdinov, adaptive nor "
                        "a file); correct it");
    std::istringstream file(read_input(path));
    std::vector<double> beta;
    for (double b; file >> b;) beta.push_back(b);
    if (!file.eof())
      throw ConfigError(path + ": value " + std::to_string(beta.size()) +
                        " is not a number (one a line, from 0 to 1); correct it");
    record.set("beta", beta);
    return to_bytes(record);
  });
  return Schedule(from_bytes(bytes).reals("beta"));
}

/// What a walk wants to share equally among its edges.
std::vector<double> cost(PathProfile const& profile, Walk walk) {
  std::vector<double> cost = walk == Walk::exchange ? profile.length : profile.dissipation;
  if (walk == Walk::once)
    for (double& c : cost) c = std::sqrt(c);
  return cost;
}

/// The number of rungs a walk wants, from a pilot of kPilotRungs rungs.
int rungs_for(PathProfile const& profile, Walk walk, int light) {
  if (walk == Walk::once) {
    double const wanted = kPilotRungs * profile.log_weight_variance / kTargetVariance;
    return static_cast<int>(
        std::clamp<double>(std::ceil(wanted), kFewestRungs, light * kMostRungs));
  }
  // Normal increments of standard deviation s are rejected at a rate s/sqrt(pi) as s -> 0.
  double barrier = 0;
  for (double length : profile.length) barrier += length / std::sqrt(std::numbers::pi);
  return static_cast<int>(
      std::clamp<double>(std::ceil(2 * barrier) + 1, kFewestReplicas, kMostReplicas));
}

/// --rungs; 0 if a pilot is to say.
int rungs_from(Options const& options) {
  return options.text("rungs") == "auto" ? 0 : static_cast<int>(options.count("rungs", 2));
}

/// Any but the adaptive.
Schedule fixed_schedule(Options const& options, Walk walk, Communicator const& world) {
  std::string const shape = options.text("schedule");
  int const rungs = rungs_from(options);
  int const count = rungs > 0                  ? rungs
                    : walk == Walk::exchange   ? 32
                    : shape == "salakhutdinov" ? 14501
                                               : 1000;
  return shape == "linear"          ? linear(count)
         : shape == "sigmoid"       ? sigmoid(count)
         : shape == "salakhutdinov" ? salakhutdinov(count)
                                    : schedule_from_file(shape, world);
}

/// Two pilots: one along equal steps, one along what it found.
Schedule adapted(ModelHandle const& path, int rungs, Walk walk, std::uint64_t seed,
                 Communicator const& comm, std::function<void()> const& between) {
  auto const pilot = [&](Schedule const& schedule, std::uint64_t round) {
    return profile_path(path, schedule, kPilotChains,
                        derived_seed(seed, Purpose::pilot, 10 + round), comm, between);
  };
  Schedule const even = linear(kPilotRungs);
  Schedule const schedule = equal_length(even, cost(pilot(even, 0), walk), kPilotRungs);
  PathProfile const profile = pilot(schedule, 1);
  return equal_length(schedule, cost(profile, walk),
                      rungs > 0 ? rungs : rungs_for(profile, walk, path.light));
}

}  // namespace

int pilot_chains(Options const& options, Record const& model) {
  bool const runs =
      options.text("schedule") == "adaptive" || takes_pilot(options.text("reference"), model);
  return runs ? kPilotChains : 0;
}

Reference known_reference(Options const& options, Record const& model, Communicator const& world) {
  std::string const choice = options.text("reference");
  if (choice == "uniform" || choice == "auto" || choice == "pilot" || choice == "mean-field")
    return {};
  Record means;
  means.source = choice;
  auto const bytes = world.on_root([&] {
    means.set("mean", base_rates(model, choice));
    return to_bytes(means);
  });
  return {from_bytes(bytes).reals("mean"), {}};
}

int most_rungs(Options const& options, Walk walk, int light, Communicator const& world) {
  if (options.text("schedule") != "adaptive") return fixed_schedule(options, walk, world).rungs();
  if (int const rungs = rungs_from(options)) return rungs;
  return walk == Walk::once ? light * kMostRungs : kMostReplicas;
}

PathPlan plan_path(Options const& options, Record const& model, double beta, Walk walk,
                   Communicator const& world, Teams const& teams,
                   std::function<void()> const& between) {
  auto const seed = static_cast<std::uint64_t>(options.count("seed", 0));
  Sampling sampling = sampling_from(options, model);
  sampling.team = teams.inside;
  std::vector<Record> machines = path_machines(options, model, world);
  std::string const choice = options.text("reference");
  Reference reference =
      takes_pilot(choice, model)
          ? piloted_reference(model, beta, machines, sampling, seed, teams.across, between)
      : choice == "mean-field" ? mean_field_reference(model, beta, sampling, seed, world)
                               : known_reference(options, model, world);
  reference.machines = std::move(machines);
  ModelHandle const path = path_of(model, beta, reference, sampling);
  Schedule schedule = options.text("schedule") == "adaptive"
                          ? adapted(path, rungs_from(options), walk, seed, teams.across, between)
                          : fixed_schedule(options, walk, world);
  return {std::move(reference), std::move(schedule)};
}

std::vector<OptionSpec> path_options() {
  return {
      {"rungs", "K", "auto",
       "ladder coordinates from 0 to 1, both ends counted; auto: from a pilot run; for rex, a "
       "larger number puts a denser ladder behind an earlier run, and both are combined"},
      {"schedule", "NAME|FILE", "adaptive",
       "how they are spaced: adaptive (equal length of path, by a pilot run), linear, sigmoid, "
       "salakhutdinov "
       "(the published 14,501), or a text file of values from 0 to 1"},
      {"reference", "NAME|DATA", "auto",
       "where the path starts: uniform; pilot (independent units with the means of a short seeded "
       "annealed run over its whole path); mean-field (those of the naive mean field at the "
       "target, see lnz approx); or a data set, whose base rates are taken; auto: pilot "
       "for an rbm or a boltzmann, uniform otherwise"},
      {"path", "NAME", "",
       "of a binary rbm, from the reference to the model: geometric, unless given; ladder (through "
       "the machines "
       "that lnz train --keep left in the model file; ladder:A.h5,B.h5: through these); moments or "
       "moments:N (through N machines of averaged moments, fitted first)"},
      {"moves", "NAME", "auto",
       "how states move: gibbs for an rbm or a boltzmann; for a hopfield heat-bath (spin by spin) "
       "or "
       "gaussian (all at once given Gaussian fields); for spins forest (trees drawn jointly), "
       "metropolis "
       "(lattices, hundreds of spins an instruction), heat-bath (lattices and graphs of any bonds "
       "and fields, a vector of spins at a time), or by clusters, where all J >= 0: swendsen-wang, "
       "wolff; "
       "auto: metropolis where bonds of one strength, no field and even periodic sides allow it, "
       "heat-bath on other lattices of 4096 sites or more without odd rings and on graphs where a "
       "quarter of all pairs are bonded, else forest"},
      {"precision", "NAME", "int16",
       "of an rbm's products: int16 (samples rounded weights and ends with the exact ratio) or "
       "float32"},
      {"team", "R", "1",
       "consecutive ranks that share every chain, for packed periodic lattices larger than a rank; "
       "divides the number of ranks, decides no result"},
  };
}

}  // namespace lnz
