#pragma once

#include "app/options.hpp"
#include "lnz/communicator.hpp"

#include <cstdint>
#include <string>

namespace lnz {

/// What --dry-run says: options, files and the former run are sound, and a job of so many ranks
/// needs so many bytes.
struct DryRun {
  std::string summary;  ///< of what would be run
  std::string status;   ///< of the former run: new (there is none), running or finished
  std::int64_t first_rank,
      other_rank;              ///< memory of the rank that keeps the samples, of each other
  std::int64_t output;         ///< of the file to be written
  std::int64_t states = 0;     ///< of all chains, in every checkpoint
  std::string way = "gather";  ///< how those are written
};

/// Prints it on the root, as text or as the object of --json. Returns the exit status.
int report_dry_run(DryRun const& found, Options const& options, Communicator const& comm);

/// Bytes of this process in memory now, and the most there ever were.
std::int64_t resident_bytes();
std::int64_t most_resident_bytes();

/// Bytes that threads and the buffers of MPI and HDF5 may add to a process that has just begun.
constexpr std::int64_t kBufferBytes = 32 << 20;

}  // namespace lnz
