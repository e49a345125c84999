#pragma once

#include "io/damaged_file.hpp"
#include "io/run_states.hpp"
#include "io/state_way.hpp"
#include "lnz/communicator.hpp"
#include "lnz/dealt_states.hpp"
#include "lnz/record.hpp"

#include <string>

namespace lnz {

/// The record of a run file, checked against its checksum (files of version 1 have none). Of states
/// that were written by all ranks together it has the shape only. Throws ConfigError if it is no
/// run file or of a newer version, DamagedFile if it is not what was written, and as read_h5 does.
Record read_run_file(std::string const& path, StateWay way = {});

/// A run file on disk in generations: PATH is the newest, PATH.prev the one before. Every rank has
/// one; members that are not collective are the root's.
class RunFile {
 public:
  explicit RunFile(std::string path, StateWay way = {})
      : path_(std::move(path)), way_(way), read_from_(path_) {}

  std::string const& path() const { return path_; }
  bool exists() const;  ///< in either generation

  struct Generation {
    Record run;          ///< its source is PATH
    std::string damage;  ///< what is wrong with PATH if this is PATH.prev; "" if it is PATH
  };

  /// The newest whole generation. Throws ConfigError that says what is wrong with each if none is.
  Generation read();

  /// Hands the states of the root's record, which was read here or holds them, to the ranks that go
  /// on from them. Throws ConfigError if they are not the bytes that are needed, StorageError if a
  /// rank cannot read its own. Collective.
  void load(Record const& run, DealtStates states, Communicator const& comm);

  /// Puts the states of the newest file into its record, which left them there or dropped them when
  /// it was written.
  void fill_in_states(Record& run) const;

  /// Makes the root's `run`, with these states if it has a checkpoint, the newest generation and
  /// gives it format and version. The one before stays as PATH.prev if this object has read or
  /// written it: damaged files do not push whole ones out. Returns whether the states were
  /// gathered. Throws StorageError on all ranks; PATH then is what it was. Collective.
  bool write(Record& run, DealtStates const& states, Communicator const& comm);

  /// The same for a finished run, of which no older generation stays. Collective.
  bool write_finished(Record& run, DealtStates const& states, Communicator const& comm);

  /// Removes both generations.
  void remove();

  /// Throws ConfigError if PATH is there and was never a run file.
  void require_discardable() const;

 private:
  bool replace(Record& run, DealtStates const& states, Communicator const& comm,
               bool keeps_previous);
  void write_gathered(Record& run, DealtStates const& states, Communicator const& comm,
                      bool keeps_previous) const;
  void write_together(Record& run, DealtStates const& states, StatePlaces const& places,
                      Communicator const& comm, bool keeps_previous) const;
  bool begin_together(Record& run, DealtStates const& states, StatePlaces const& places,
                      Communicator const& comm) const;

  std::string path_;
  StateWay way_;
  std::string read_from_;  ///< of the generations
  bool newest_is_whole_ = false;
};

}  // namespace lnz
