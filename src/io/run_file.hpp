#pragma once

#include "io/damaged_file.hpp"
#include "lnz/record.hpp"

#include <string>

namespace lnz {

/// The record of a run file, checked against its checksum (files of version 1 have none). Throws
/// ConfigError if it is no run file or of a newer version, DamagedFile if it is not what was
/// written, and as read_h5 does.
Record read_run_file(std::string const& path);

/// A run file on disk in generations: PATH is the newest, PATH.prev the one before.
class RunFile {
 public:
  explicit RunFile(std::string path) : path_(std::move(path)) {}

  std::string const& path() const { return path_; }
  bool exists() const;  ///< in either generation

  struct Generation {
    Record run;          ///< its source is PATH
    std::string damage;  ///< what is wrong with PATH if this is PATH.prev; "" if it is PATH
  };

  /// The newest whole generation. Throws ConfigError that says what is wrong with each if none is.
  Generation read();

  /// Makes `run` the newest generation and gives it format, version and checksum. The one before
  /// stays as PATH.prev if this object has read or written it: damaged files do not push whole
  /// ones out. Throws StorageError; PATH then is what it was.
  void write(Record& run);

  /// The same for a finished run, of which no older generation stays.
  void write_finished(Record& run);

  /// Removes both generations.
  void remove();

  /// Throws ConfigError if PATH is there and was never a run file.
  void require_discardable() const;

 private:
  std::string path_;
  bool newest_is_whole_ = false;
};

}  // namespace lnz
