#pragma once

#include "app/options.hpp"
#include "lnz/communicator.hpp"
#include "lnz/model_handle.hpp"
#include "models/registry.hpp"

namespace lnz {

/// A model by its file or short form, or that of --model, on every rank. Collective.
Record load_model(std::string const& name, Communicator const& comm);
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

}  // namespace lnz
