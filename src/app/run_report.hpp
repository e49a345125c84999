#pragma once

#include "lnz/communicator.hpp"
#include "lnz/log_z.hpp"
#include "lnz/record.hpp"

namespace lnz {

/// Prints what a finished run says: its answer, the health of the run, the verdict. Returns the
/// exit status. Root only.
int report_run(Record const& run, Answer const& answer, bool json, Communicator const& comm);

}  // namespace lnz
