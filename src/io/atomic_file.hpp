#pragma once

#include <string>
#include <string_view>

namespace lnz {

/// The file that is opened when `path` is: itself, or what a symbolic link points to.
std::string target_of(std::string const& path);

/// Where the generation before PATH is kept.
std::string previous_of(std::string const& path);

/// Throws ConfigError unless a file can be made at PATH, before any work is done: its directory is
/// missing or read-only, or PATH is no regular file.
void check_writable(std::string const& path);

/// Makes `bytes` the contents of PATH so that a kill at any instruction, or a failure, leaves
/// the old file or the new one: PATH.tmp, fsync, rename, fsync of the directory. PATH.tmp is
/// removed on failure. A symbolic link stays one; its target is replaced.
///
/// With `keep_previous` the old file stays as PATH.prev, by a hard link made before the rename,
/// so that PATH exists at every instant. (Where hard links cannot be made, PATH is absent for an
/// instant, and PATH.prev is there.)
///
/// Throws StorageError naming PATH and the system's reason; ConfigError if PATH is a directory or
/// a device.
void replace_file(std::string const& path, std::string_view bytes, bool keep_previous);

/// The same in steps, for a file that several ranks write. Only PATH.tmp, its draft, is touched
/// before the last. All throw as replace_file does.

/// Where the draft of PATH is.
std::string draft_of(std::string const& path);

/// Makes a draft that begins with `bytes`, and claims disk space for `room` more where the file
/// system can: a full disk is met here.
void begin_draft(std::string const& path, std::string_view bytes, std::size_t room);

/// What this machine knows of the draft reaches the disk. Throws if there is no draft to be seen.
void sync_draft(std::string const& path);

/// The draft becomes PATH.
void adopt_draft(std::string const& path, bool keep_previous);

void discard_draft(std::string const& path);

/// The same for what may be lost with the machine: no fsync, so that it takes next to no time.
void replace_file_unsynced(std::string const& path, std::string_view bytes);

/// Removes what replace_file leaves beside PATH: the generation before, and drafts of writers that
/// were killed.
void remove_remains(std::string const& path);

}  // namespace lnz
