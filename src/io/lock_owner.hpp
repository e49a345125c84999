#pragma once

#include <cstdint>
#include <string>

namespace lnz {

/// Who holds a lock, as its file says it in JSON.
struct LockOwner {
  std::string user, host;
  std::string machine;  ///< this boot of this machine, as its processes are numbered
  std::int64_t process = 0;
  std::int64_t started = 0;   ///< of the process, in clock ticks since the boot
  std::string job;            ///< SLURM's number, "" outside
  std::int64_t restarts = 0;  ///< of the job by SLURM
  std::string since;          ///< UTC
};

LockOwner this_process();

std::string to_json(LockOwner const& owner);

/// An owner without a name, of no machine, if the text is not what to_json makes (it was cut short,
/// say).
LockOwner owner_from_json(std::string const& text);

/// Whether the owner's process can be seen from this one.
bool is_here(LockOwner const& owner);

/// Whether the owner is dead for sure, whatever the age of its lock: its process is gone from this
/// machine, or SLURM has restarted its job.
bool is_dead(LockOwner const& owner);

/// "process 4242 of ada on node7, job 17, since 2026-03-01T10:00:00Z"
std::string description(LockOwner const& owner);

}  // namespace lnz
