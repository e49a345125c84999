#pragma once

#include "app/options.hpp"
#include "lnz/communicator.hpp"
#include "lnz/record.hpp"

#include <vector>

namespace lnz {

/// The models between reference and target that --path asks for, in their order: none (geometric),
/// those kept in the model file or in files of their own (ladder), or of averaged moments. Collective.
std::vector<Record> path_machines(Options const& options, Record const& model,
                                  Communicator const& world);

/// `path/1/...`, `path/2/...` of a run, and back.
void put_machines(Record& run, std::vector<Record> const& machines);
std::vector<Record> machines_of(Record const& run);

}  // namespace lnz
