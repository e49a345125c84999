#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <string>
#include <thread>

namespace lnz {

/// The right to write a run file: PATH.lock, which says who has it, touched in every beat, removed
/// at the end of this object's life. Asks no more of a file system than O_EXCL, rename and times.
///
/// A lock outlives its owner if that is killed. It is taken over if the owner's process is gone
/// from this machine, if SLURM has restarted the owner's job, or if the owner, elsewhere, does not
/// touch it for as long as `silence` by the clock of the file system.
class RunLock {
 public:
  struct Pace {
    std::chrono::milliseconds beat{5'000};
    std::chrono::milliseconds silence{300'000};
  };

  /// Throws ConfigError naming the owner if another job has it, or if no file can be made there.
  /// An owner elsewhere is given the time to show that it is alive. `say` takes a line on what
  /// lasts or is odd.
  RunLock(std::string const& run_path, std::function<void(std::string const&)> const& say,
          Pace pace);
  RunLock(std::string const& run_path, std::function<void(std::string const&)> const& say)
      : RunLock(run_path, say, Pace()) {}
  ~RunLock();
  RunLock(RunLock const&) = delete;
  RunLock& operator=(RunLock const&) = delete;

  /// Throws ConfigError if another job has the lock now: this one must write no more. So it is
  /// after a process was suspended for longer than `silence`.
  void require_held() const;

 private:
  void beat(std::stop_token const& stop, std::chrono::milliseconds every);

  std::string run_path_, path_, owner_;
  int fd_ = -1;
  std::condition_variable_any woken_;
  std::jthread heart_;
};

/// Removes the lock of a run that is over if its owner is gone, or has been silent elsewhere for
/// `silence`: one that was killed between its last write and its end.
void remove_left_lock(std::string const& run_path, RunLock::Pace pace = {});

}  // namespace lnz
