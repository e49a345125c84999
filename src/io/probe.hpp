#pragma once

#include <functional>
#include <string>

namespace lnz {

/// Tries `work` in a copy of this process, which a fault of a library or an endless loop may end
/// without harm here. Returns how the copy died, "" if it came to its end (by an exception
/// too) or if no copy can be made. `work` must not touch MPI or OpenMP.
/// Cost: a fork, and `work` once more than needed.
std::string death_of(std::function<void()> const& work, unsigned most_cpu_seconds);

}  // namespace lnz
