#pragma once

#include "app/options.hpp"
#include "lnz/communicator.hpp"

namespace lnz {

/// When this session has to stop: --max-time after the program began, or in time before SLURM ends
/// its job. Counts on the root only.
class TimeLimit {
 public:
  /// Says on standard error, unless --quiet, what SLURM allows.
  TimeLimit(Options const& options, Communicator const& comm);

  /// Whether to stop now, if the last step and a checkpoint take that many seconds. From SLURM's
  /// end it keeps twice that and 30 s away, but never more than half of what is left at first.
  bool is_over(double seconds_to_stop) const;

  /// About when that will be, in wall_seconds(); infinite if there is no limit.
  double end() const;

 private:
  double asked_, batch_end_, earliest_;  ///< in wall_seconds(); infinite if there is no limit
};

}  // namespace lnz
