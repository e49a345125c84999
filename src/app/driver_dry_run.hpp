#pragma once

#include "app/driver_command.hpp"

namespace lnz {

/// --dry-run of a driver's verb. Pilot runs are left out: the rungs that one would choose count as
/// the most it may. Returns the exit status. Collective.
int dry_run_driver(DriverVerb const& verb, Options const& options, Communicator const& comm);

}  // namespace lnz
