#pragma once

#include <cstddef>
#include <string>

namespace lnz {

/// Bytes in a file. Throws ConfigError if it is missing, a directory, a device or pipe (which
/// could wait for ever) or unreadable, DamagedFile if it is empty.
std::size_t input_size(std::string const& path);

/// The file's bytes, at most `most` of them. Throws as `input_size` does, and if the machine could
/// not hold them.
std::string read_input(std::string const& path, std::size_t most = std::string::npos);

}  // namespace lnz
