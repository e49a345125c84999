#pragma once

#include "app/options.hpp"
#include "app/run_status.hpp"
#include "lnz/communicator.hpp"
#include "lnz/driver.hpp"
#include "lnz/log_z.hpp"

#include <chrono>
#include <deque>
#include <limits>

namespace lnz {

/// What a run says of itself before its first step. Root only.
RunStatus first_status(Record const& run, Options const& options, Communicator const& comm);

/// Keeps the side-car of a run up to date: from the first steps on every five seconds, or less
/// often where a look takes more than a 200th of that, at every checkpoint and in the end. The root
/// writes. A side-car that cannot be written costs one warning and nothing else.
class StatusFile {
 public:
  /// For the root's record, which `driver` has loaded if it has a checkpoint.
  StatusFile(Driver const& driver, Record const& run, Options const& options,
             Communicator const& comm);
  ~StatusFile();  ///< says "failed" of a run that is neither stopped nor finished
  StatusFile(StatusFile const&) = delete;
  StatusFile& operator=(StatusFile const&) = delete;

  /// When this session has to stop, in wall_seconds(); infinite without a limit.
  void limited_to(double end);

  void update(Driver const& driver);  ///< if it is time. Collective.
  /// Written in this way, in so many seconds. Collective.
  void checkpointed(Driver const& driver, std::string const& way, double seconds);
  void sampled(Driver const& driver);   ///< all steps are done, estimates follow. Collective.
  void stopped(Driver const& driver);   ///< Collective.
  void finished();                      ///< Root only.
  void finished(Answer const& answer);  ///< Root only.

 private:
  using Clock = std::chrono::steady_clock;
  struct Mark {
    Clock::time_point time;
    std::int64_t step;
  };
  void look(Driver const& driver);
  void see(Driver const& driver, Progress const& progress);
  void forecast();
  void write();

  Communicator comm_;
  std::string path_;
  RunStatus status_;  ///< root only
  double log_z_reference_ = 0;
  double interval_;  ///< seconds between looks
  double time_limit_ = std::numeric_limits<double>::infinity();
  double earlier_ = 0;      ///< seconds of earlier parts
  std::deque<Mark> marks_;  ///< of the last looks
  Clock::time_point const start_;
  Clock::time_point last_;                       ///< call of update
  Clock::time_point next_;                       ///< look
  double write_seconds_ = 0, step_seconds_ = 0;  ///< of the last write, between the last updates
  bool written_ = false, warned_ = false;
};

}  // namespace lnz
