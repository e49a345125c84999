#pragma once

#include "lnz/block.hpp"
#include "lnz/communicator.hpp"
#include "lnz/dealt_states.hpp"
#include "lnz/record.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// The states of these blocks of this rank, which have to outlive what is returned. Holder has a
/// member `block`.
template <class Holder>
DealtStates dealt_states(std::vector<Holder>& blocks, bool are_here) {
  DealtStates states{
      .are_here = are_here,
      .save = [&blocks](std::size_t b) { return blocks[b].block.save(); },
      .load = [&blocks](std::size_t b,
                        std::span<std::byte const> saved) { blocks[b].block.load(saved); }};
  for (Holder const& holder : blocks) states.sizes.push_back(holder.block.saved_size());
  return states;
}

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

}  // namespace lnz
