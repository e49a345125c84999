#pragma once

#include "lnz/communicator.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace lnz {

/// An array of bytes that all ranks write into one HDF5 file together, each its own part, by
/// collective calls of parallel HDF5. Without MPI it is written as any other.
///
/// What HDF5 notes about the array the root writes alone, before the others open the file and after
/// they closed it (add_plain_array, set_plain_text): HDF5 leaves ranks waiting for ever for one
/// that fails to write its share of such notes. If it cannot open the file, which others may have
/// opened, or cannot close it, after which it is of no use, the job ends on the spot with a message
/// that names the file and the status of a StorageError. A write that fails is told instead.
class CollectiveArray {
 public:
  /// Opens the array of the file at `draft`. Messages call the file `path`. Collective.
  CollectiveArray(std::string const& draft, std::string const& path, std::string const& array,
                  Communicator const& comm);
  ~CollectiveArray();
  CollectiveArray(CollectiveArray const&) = delete;
  CollectiveArray& operator=(CollectiveArray const&) = delete;

  /// Writes this rank's bytes, if any, from `first` on. Returns whether that went well here.
  /// Collective.
  bool write(std::size_t first, std::span<std::byte const> bytes);

  /// Closes the file. Collective.
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Makes room in the file at `draft` for an array of so many bytes, stored plainly, and for an
/// attribute of so many characters; groups of the array's path are there. Throws StorageError. Root
/// only.
void add_plain_array(std::string const& draft, std::string const& path, std::string const& array,
                     std::size_t bytes, std::string const& text, std::size_t characters,
                     Communicator const& comm);

/// Fills in that attribute. Throws StorageError. Root only.
void set_plain_text(std::string const& draft, std::string const& path, std::string const& text,
                    std::string const& characters, Communicator const& comm);

}  // namespace lnz
