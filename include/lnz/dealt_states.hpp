#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace lnz {

/// The states of a driver's chains as bytes, dealt to ranks in blocks: made and taken block by
/// block, so that no rank needs more than its own in memory. Ranks in order and their blocks in
/// order give the array `checkpoint/states` of a run.
struct DealtStates {
  std::vector<std::size_t> sizes = {};       ///< bytes of this rank's blocks
  std::vector<std::size_t> unit_sizes = {};  ///< of units as they are in memory, which load takes
  bool are_here = true;  ///< false on ranks of a team after its first, which keeps them

  /// The bytes of one of them, none if they are not here. Collective over the ranks of a team.
  std::function<std::vector<std::byte>(std::size_t block)> save = {};

  /// Goes on from such bytes; none if they are not here. Collective over the ranks of a team.
  std::function<void(std::size_t block, std::span<std::byte const> saved)> load = {};
};

}  // namespace lnz
