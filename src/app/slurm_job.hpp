#pragma once

#include <optional>

namespace lnz {

/// Seconds until SLURM ends the job this process is part of: from SLURM_JOB_END_TIME, which newer
/// versions set, or else from squeue, which may take 5 s. Nothing outside a job, if it has no
/// end, or if SLURM does not answer.
std::optional<double> slurm_seconds_left();

}  // namespace lnz
