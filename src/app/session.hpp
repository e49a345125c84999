#pragma once

#include "app/options.hpp"
#include "app/run_output.hpp"
#include "app/status_file.hpp"
#include "lnz/communicator.hpp"
#include "lnz/driver.hpp"

#include <string>

namespace lnz {

/// Runs a driver from where it is to its end, with progress on standard error, checkpoints of
/// `run` (root's record) into `output` every --checkpoint-interval, and one more if a signal or
/// a time limit stops it; `status` follows. Returns whether it finished. Collective.
bool run_to_end(Driver& driver, Record& run, RunOutput& output, Options const& options,
                std::string const& what, StatusFile& status, Communicator const& comm);

/// Throws ConfigError if --checkpoint-interval or --max-time is no time, before anything takes any.
void check_times(Options const& options);

}  // namespace lnz
