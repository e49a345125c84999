#pragma once

#include "lnz/record.hpp"

#include <string>

namespace lnz {

/// A file of what was found for the rows of a data set or for the pixels of an image (layout in
/// io/FORMAT.md), which lnz writes and scripts read.

/// What write_row_file would refuse, before any work is done: throws ConfigError if the file is
/// there and may not be replaced, or if its directory cannot be written.
void check_new_row_file(std::string const& path, bool overwrite);

/// Adds format and version, and writes.
void write_row_file(std::string const& path, Record rows);

}  // namespace lnz
