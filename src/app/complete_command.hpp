#pragma once

#include "app/options.hpp"
#include "lnz/communicator.hpp"

namespace lnz {

/// `lnz sample --clamp`: draws the free units of the rows of --data given the held ones. Returns
/// the exit status. Collective.
int run_completion(Options const& options, Communicator const& comm);

}  // namespace lnz
