#pragma once

#include "lnz/record.hpp"

#include <string>

namespace lnz {

/// A model file  (layout in io/FORMAT.md). Throws ConfigError unless it is HDF5 with
/// format = "lnz-model" and a version this program knows.
Record read_model_file(std::string const& path);

/// Adds format and version, and writes. Refuses to overwrite: ConfigError.
void write_model_file(std::string const& path, Record model, bool overwrite = false);

/// What write_model_file would refuse, before any work is done: throws ConfigError if the file is
/// there and may not be replaced, or if its directory cannot be written.
void check_new_model_file(std::string const& path, bool overwrite);

/// Lower-case hex SHA-256 of the model's contents (arrays, kind, attributes; not its path, nor how
/// it was trained).
std::string model_sha256(Record const& model);

}  // namespace lnz
