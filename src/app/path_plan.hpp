#pragma once

#include "app/options.hpp"
#include "lnz/communicator.hpp"
#include "lnz/model_handle.hpp"
#include "lnz/schedule.hpp"
#include "models/registry.hpp"

#include <string>

namespace lnz {

/// The model of --model, a file or a short form, on every rank. Collective.
Record load_model(Options const& options, Communicator const& comm);

/// What --moves and --precision ask for. Throws ConfigError if the model's kind knows no such
/// moves.
Sampling sampling_from(Options const& options, Record const& model);

/// The ranks of a team. Throws ConfigError if --team does not divide the job's ranks.
int team_size(Options const& options, int ranks);

/// The teams that --team asks for. Collective.
Teams teams_from(Options const& options, Communicator const& comm);

/// The model's path from a reference. Throws ConfigError if a team cannot share it.
ModelHandle path_of(Record const& model, double beta, Reference const& reference,
                    Sampling const& sampling);

/// Throws ConfigError if a team has to share blocks of so many lanes and cannot.
void require_lanes(ModelHandle const& path, int lanes);

/// The tempered path a driver walks: which reference, which rungs.
struct PathPlan {
  Reference reference;
  Schedule schedule;
};

/// What a driver wants of a path when the user leaves the number of rungs open.
enum class Walk {
  once,     ///< annealing: rungs for a predicted Var(ln w) of kTargetVariance
  exchange  ///< a ladder: 2 Lambda rungs and one
};

/// Makes what --reference, --schedule and --rungs ask for, with short pilot runs where they are
/// left to the program. Files are read by the world's root, pilots run across teams. Collective.
PathPlan plan_path(Options const& options, Record const& model, double beta, Walk walk,
                   Communicator const& world, Teams const& teams);

/// Chains of the pilot runs that plan_path makes; 0 if it makes none.
int pilot_chains(Options const& options, Record const& model);

/// The reference, if it takes no pilot run to find it; otherwise uniform. Collective.
Reference known_reference(Options const& options, Communicator const& world);

/// The most rungs that --schedule and --rungs can come to on a path of so `light` sweeps.
/// Collective.
int most_rungs(Options const& options, Walk walk, int light, Communicator const& world);

/// --reference, --schedule, --rungs, --moves, --precision and --team, for a driver's spec.
std::vector<OptionSpec> path_options();

}  // namespace lnz
