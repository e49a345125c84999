#pragma once

#include "io/run_file.hpp"
#include "io/run_lock.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lnz {

/// Where a run is kept: its file, in generations, and the lock that makes this job its only writer.
/// Every rank has one, only the root's is used.
class RunOutput {
 public:
  explicit RunOutput(std::string const& path) : file_(path) {}

  /// The run that is there if it is an earlier part of `fresh`, or of what `raisable` makes longer
  /// now, from its newest whole generation; nothing if there is none or it is to be discarded.
  /// Takes the lock unless the run is finished.
  /// Throws ConfigError if another job has it, if what is there is no run or another, if no
  /// generation is whole, or if nothing can be written there.
  std::optional<Record> open(Record const& fresh, std::vector<std::string> const& raisable,
                             bool restart);

  /// The same for a look: takes no lock, so another job may have it.
  std::optional<Record> look(Record const& fresh, std::vector<std::string> const& raisable,
                             bool restart);

  /// Replace the file by the whole of the run. Throw StorageError, or ConfigError if another job
  /// has taken the lock.
  void write(Record& run);
  void write_finished(Record& run);

  /// Removes all generations.
  void remove();

 private:
  std::optional<RunFile::Generation> newest(Record const& fresh,
                                            std::vector<std::string> const& raisable, bool restart);

  RunFile file_;
  std::unique_ptr<RunLock> lock_;
};

}  // namespace lnz
