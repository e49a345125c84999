#pragma once

#include <string>
#include <string_view>

namespace lnz {

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
/// Throws std::runtime_error naming PATH and the system's reason; ConfigError if PATH is a
/// directory or a device.
void replace_file(std::string const& path, std::string_view bytes, bool keep_previous);

/// The same for what may be lost with the machine: no fsync, so that it takes next to no time.
void replace_file_unsynced(std::string const& path, std::string_view bytes);

}  // namespace lnz
