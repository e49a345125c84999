#pragma once

#include "app/options.hpp"
#include "app/run_output.hpp"
#include "lnz/communicator.hpp"
#include "lnz/driver.hpp"

#include <cstdint>
#include <string>

namespace lnz {

/// --checkpoint-interval in seconds, for a start if it is auto. Throws ConfigError if it is
/// neither.
double checkpoint_interval(Options const& options);

/// Saves a driver's run every so often, and keeps count of what that costs.
class Checkpoints {
 public:
  /// --checkpoint-interval is a time, or "auto" for ten minutes or 100 times what a
  /// checkpoint takes, so that they cost no more than 1% of a run.
  Checkpoints(RunOutput& output, Options const& options, Communicator const& comm);

  bool due() const;  ///< whether it is time for the next one

  /// Saves while the run goes on, and returns whether that went well. If not, says so once, leaves
  /// the generation before, and is due again after an interval, then two, four and eight: a file
  /// system in trouble is not hammered. Collective.
  bool save(Driver& driver, Record& run);

  /// Saves before the session ends; throws StorageError on every rank if that fails. Collective.
  void save_last(Driver& driver, Record& run);

  double longest() const { return longest_; }  ///< seconds that one took so far
  std::string way() const { return gathers_ ? "gather" : "collective"; }  ///< of the last one
  double last_seconds() const { return last_seconds_; }
  std::int64_t count() const { return count_; }
  double seconds() const { return seconds_; }  ///< all together

 private:
  void write(Driver& driver, Record& run);

  RunOutput& output_;
  Communicator comm_;
  bool may_wait_;    ///< longer than the interval, for the sake of their cost
  double interval_;  ///< seconds
  double last_;      ///< the end of the last one
  std::int64_t count_ = 0;
  double longest_ = 0, seconds_ = 0, last_seconds_ = 0;
  int failures_ = 0;  ///< since the last that went well
  bool gathers_ = true;
};

}  // namespace lnz
