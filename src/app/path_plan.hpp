#pragma once

#include "app/model_path.hpp"
#include "lnz/schedule.hpp"

#include <functional>
#include <vector>

namespace lnz {

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
/// left to the program; these call `between` now and then. Files are read by the world's root,
/// pilots run across teams. Collective.
PathPlan plan_path(Options const& options, Record const& model, double beta, Walk walk,
                   Communicator const& world, Teams const& teams,
                   std::function<void()> const& between);

/// Chains of the pilot runs that plan_path makes; 0 if it makes none.
int pilot_chains(Options const& options, Record const& model);

/// The reference, if neither a pilot run nor a fixed point has to find it; otherwise uniform.
/// Collective.
Reference known_reference(Options const& options, Record const& model, Communicator const& world);

/// The most rungs that --schedule and --rungs can come to on a path of so `light` sweeps.
/// Collective.
int most_rungs(Options const& options, Walk walk, int light, Communicator const& world);

/// --reference, --schedule, --rungs, --moves, --precision and --team, for a driver's spec.
std::vector<OptionSpec> path_options();

}  // namespace lnz
