#pragma once

#include "app/driver_command.hpp"

namespace lnz {

/// --dry-run: checks a driver's options, model and run file as a run on so many ranks would, and
/// prints what memory it needs. Pilot runs are left out, so rungs that one would choose count as
/// the most it may. Returns the exit status. Collective.
int dry_run(DriverVerb const& verb, Options const& options, Communicator const& comm);

}  // namespace lnz
