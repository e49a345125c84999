#pragma once

#include "app/options.hpp"
#include "io/run_file.hpp"
#include "io/run_lock.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lnz {

/// How --checkpoint-way wants states to be written. Throws ConfigError if it is none.
StateWay state_way(Options const& options);

/// Where a run is kept: its file, in generations, and the lock that makes this job its only writer.
/// Every rank has one; members that are not collective are the root's.
class RunOutput {
 public:
  RunOutput(std::string const& path, Options const& options) : file_(path, state_way(options)) {}

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

  /// As those of RunFile.
  void load(Record const& run, DealtStates const& states, Communicator const& comm) {
    file_.load(run, states, comm);
  }
  void fill_in_states(Record& run) const { file_.fill_in_states(run); }

  /// Replace the file by the whole of the root's run with these states; return whether the root
  /// gathered them. Throw StorageError, or ConfigError if another job has taken the lock, on all
  /// ranks. Collective.
  bool write(Record& run, DealtStates const& states, Communicator const& comm);
  bool write_finished(Record& run, DealtStates const& states, Communicator const& comm);

  /// Removes all generations.
  void remove();

 private:
  void require_held(Communicator const& comm) const;
  std::optional<RunFile::Generation> newest(Record const& fresh,
                                            std::vector<std::string> const& raisable, bool restart);

  RunFile file_;
  std::unique_ptr<RunLock> lock_;
};

}  // namespace lnz
