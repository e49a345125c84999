#pragma once

#include "lnz/communicator.hpp"
#include "lnz/dealt_states.hpp"
#include "lnz/record.hpp"

#include <string>
#include <vector>

namespace lnz {

/// The states of chains in a run file: an array of bytes and how many of them each block has.
constexpr char const* kStates = "checkpoint/states";
constexpr char const* kStateBlocks = "checkpoint/blocks";

/// Where a rank's states lie among those of all ranks.
struct StatePlaces {
  std::size_t first = 0, own = 0, total = 0;  ///< bytes
};

/// Collective.
StatePlaces places_of(DealtStates const& states, Communicator const& comm);

/// Bytes of every block of all ranks, in their order, on the root. Collective.
std::vector<std::int64_t> all_sizes(DealtStates const& states, Communicator const& comm);

/// The SHA-256 of every block, 64 hex digits each, one after another; of states that the record of
/// the file at `path` holds or has left in the file. Throws DamagedFile if its blocks do not add up
/// to its states.
std::string block_sums(Record const& run, std::string const& path);

/// SHA-256 of a run: of `to_bytes` of the record with the sums of the blocks in the place of its
/// states' values, which may be missing. So every rank can sum its own states up.
std::string sum_of(Record& run, std::string const& block_sums);

/// All states in the root's record, gathered. Collective.
void put_states(Record& run, DealtStates const& states, Communicator const& comm);

/// From the root's record, which has them whole. Collective.
void take_states(Record const& run, DealtStates const& states, StatePlaces const& places,
                 Communicator const& comm);

/// Adds the states of all ranks to the draft of a run file (io/atomic_file.hpp), which holds the
/// rest of the root's record, and the checksum. Returns whether all of it was written, the same on
/// every rank; throws StorageError on all if the root cannot note what there is. Collective.
bool write_states(std::string const& path, Record& run, DealtStates const& states,
                  StatePlaces const& places, Communicator const& comm);

/// From the file they were left in: every rank reads its own. Throws StorageError on all ranks if
/// one cannot. Collective.
void read_states(std::string const& path, DealtStates const& states, StatePlaces const& places,
                 Communicator const& comm);

}  // namespace lnz
