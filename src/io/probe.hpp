#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace lnz {

/// What a trial may use.
struct TrialBounds {
  unsigned cpu_seconds;
  std::size_t memory;  ///< bytes beyond what this process has
};

/// Tries `work` in a copy of this process, which a fault of a library, an endless loop or a hunger
/// for memory may end without harm here. Throws the copy's ConfigError or DamagedFile if it ends in
/// one. Returns how the copy died, "" if it came to its end or if no copy can be made. `work` must
/// not touch MPI or OpenMP. Cost: a fork, and `work` once more than needed.
std::string death_of(std::function<void()> const& work, TrialBounds const& bounds);

}  // namespace lnz
