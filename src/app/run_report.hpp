#pragma once

#include "lnz/communicator.hpp"
#include "lnz/record.hpp"

namespace lnz {

/// Prints what a finished run says: estimates, health of the run, verdict. Returns the exit status.
/// Root only.
int report_run(Record const& run, bool json, Communicator const& comm);

}  // namespace lnz
