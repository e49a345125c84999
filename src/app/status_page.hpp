#pragma once

#include "app/run_status.hpp"

#include <string>

namespace lnz {

/// What `lnz status` says of a run at this moment: a few lines for people.
std::string status_page(RunStatus const& status, UnixTime now);

/// The same in one line, for logs.
std::string status_line(RunStatus const& status, UnixTime now);

}  // namespace lnz
