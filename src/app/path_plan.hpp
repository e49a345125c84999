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

/// What --moves and --precision ask for. Throws ConfigError if the model's kind knows no such moves.
Sampling sampling_from(Options const& options, Record const& model);

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
/// left to the program. Collective.
PathPlan plan_path(Options const& options, Record const& model, double beta, Walk walk,
                   Communicator const& comm);

/// --reference, --schedule, --rungs, --moves and --precision, for a driver's spec.
std::vector<OptionSpec> path_options();

}  // namespace lnz
