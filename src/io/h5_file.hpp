#pragma once

#include "io/damaged_file.hpp"
#include "lnz/record.hpp"

#include <functional>
#include <string>
#include <vector>

namespace lnz {

/// The only door to HDF5. All functions move whole files between disk and memory.

/// Reads every numeric array and every attribute of a file, at any depth. Throws ConfigError
/// if it is missing or arrays claim more than 2^36 values, DamagedFile if it is empty, not HDF5,
/// truncated or broken.
/// With `only`, reads just that array (and no attributes).
Record read_h5(std::string const& path, std::string const& only = "");

/// Those datasets that `choose` takes from the paths of all, and the root's attributes. A dataset
/// that is a single text becomes the attribute "@PATH". Throws as the other does, and what `choose`
/// throws.
using ChooseDatasets = std::function<std::vector<std::string>(std::vector<std::string> const&)>;
Record read_h5_chosen(std::string const& path, ChooseDatasets const& choose);

/// Writes the record so that a kill at any instruction leaves either the old file or the new:
/// PATH.tmp, fsync, rename to PATH, fsync of the directory. Arrays over 64 KiB are chunked and
/// deflated. With `keep_previous`, the old file stays as PATH.prev.
/// Throws StorageError naming the path if the disk is full or read-only.
void write_h5(std::string const& path, Record const& record, bool keep_previous = false);

}  // namespace lnz
