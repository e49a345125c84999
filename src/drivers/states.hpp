#pragma once

#include "lnz/block.hpp"
#include "lnz/dealt_states.hpp"

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
  for (Holder const& holder : blocks) {
    states.sizes.push_back(holder.block.saved_size());
    states.unit_sizes.push_back(holder.block.unit_size());
  }
  return states;
}

}  // namespace lnz
