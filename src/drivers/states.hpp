#pragma once

#include "lnz/block.hpp"
#include "lnz/communicator.hpp"
#include "lnz/error.hpp"
#include "lnz/record.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// The saved bytes of every rank's blocks in block order, on the root (empty elsewhere). Takes
/// them three times in memory.
/// Holder has a member `block`. Collective.
template <class Holder>
Array gathered_states(std::vector<Holder> const& blocks, Communicator const& comm) {
  std::vector<std::byte> mine;
  for (Holder const& holder : blocks) {
    std::vector<std::byte> const bytes = holder.block.save();
    mine.insert(mine.end(), bytes.begin(), bytes.end());
  }
  std::vector<std::byte> const all = comm.gather(mine);
  auto const* const first = reinterpret_cast<std::int8_t const*>(all.data());
  return {{all.size()}, std::vector<std::int8_t>(first, first + all.size())};
}

/// Puts `checkpoint/states` of the root's record back into every rank's blocks. A record with their
/// shape alone gives blocks nothing, for the ranks of a team after its first. Collective.
template <class Holder>
void load_states(std::vector<Holder>& blocks, Record const& run, Communicator const& comm) {
  std::size_t declared = 0;
  std::string const bytes = comm.on_root([&]() -> std::string {
    auto const found = run.arrays.find("checkpoint/states");
    auto const* values = found == run.arrays.end()
                             ? nullptr
                             : std::get_if<std::vector<std::int8_t>>(&found->second.values);
    if (!values)
      throw ConfigError(run.source + ": no checkpoint states (the file is damaged); use --restart");
    declared = found->second.size();
    return {values->begin(), values->end()};
  });
  declared = static_cast<std::size_t>(comm.broadcast(static_cast<double>(declared)));
  double my_size = 0;
  for (Holder const& holder : blocks) my_size += static_cast<double>(holder.block.saved_size());
  std::vector<double> const all = comm.all_gather({&my_size, 1});
  std::size_t at = 0, total = 0;
  for (std::size_t r = 0; r < all.size(); ++r) {
    if (static_cast<int>(r) < comm.rank()) at += static_cast<std::size_t>(all[r]);
    total += static_cast<std::size_t>(all[r]);
  }
  if (total != declared)
    throw ConfigError("the run file holds " + std::to_string(declared) +
                      " bytes of states (the run needs " + std::to_string(total) +
                      "); use --restart");
  std::span<char const> const saved(bytes);
  for (Holder& holder : blocks) {
    std::size_t const size = holder.block.saved_size();
    holder.block.load(bytes.empty() ? std::span<std::byte const>()
                                    : std::as_bytes(saved.subspan(at, size)));
    at += size;
  }
}

}  // namespace lnz
