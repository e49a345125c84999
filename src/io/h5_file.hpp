#pragma once

#include "io/damaged_file.hpp"
#include "lnz/record.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace lnz {

/// The only door to HDF5. All functions move whole files between disk and memory.

/// Of this array, if it is of bytes that are stored plainly and more than so many, only the shape
/// is read.
struct LeftInFile {
  std::string array;
  std::size_t beyond = 0;
};

/// Reads every numeric array and every attribute of a file, at any depth. Throws ConfigError
/// if it is missing or arrays claim more than 2^36 values, DamagedFile if it is empty, not HDF5,
/// truncated or broken.
/// With `only`, reads just that array (and no attributes).
Record read_h5(std::string const& path, std::string const& only = "", LeftInFile const& left = {});

/// Hands on, piece after piece in order, the bytes from `first` of an array that was left in the
/// file, in pieces of these sizes. Throws DamagedFile.
void read_h5_bytes(std::string const& path, std::string const& array, std::size_t first,
                   std::vector<std::size_t> const& sizes,
                   std::function<void(std::size_t piece, std::span<std::byte const>)> const& sink);

/// The file that write_h5 writes. Throws std::runtime_error naming `path` if HDF5 refuses.
std::string h5_image(std::string const& path, Record const& record);

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
