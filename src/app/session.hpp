#pragma once

#include "app/options.hpp"
#include "lnz/communicator.hpp"
#include "lnz/driver.hpp"

#include <string>

namespace lnz {

/// Runs a driver from where it is to its end, with progress on standard error, a checkpoint of
/// `run` (root's record, to the file it names as its source) every --checkpoint-interval, and one
/// more if a signal (SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU) or --max-time stops it. Returns
/// whether it finished. Collective.
bool run_to_end(Driver& driver, Record& run, Options const& options, std::string const& what,
                Communicator const& comm);

}  // namespace lnz
