#pragma once

#include "models/packed/block_layout.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lnz {

/// Words of the even sites and of the odd ones.
using Colours = std::array<BlockLayout::Words, 2>;

/// The limb that holds this site's bit.
inline std::uint64_t& limb_of(Colours& colours, BlockLayout::Place const& at) {
  return colours[static_cast<std::size_t>(at.colour)][at.word / 2]
      .limb[at.word % 2 * 4 + at.bit / 64];
}

/// Bits of whole lattices as spins -1 and +1, [lattices, sites], and back. The layout holds all
/// lines.
std::vector<std::int8_t> spins_of(BlockLayout const& layout, std::span<Colours const> lattices,
                                  std::size_t sites);
std::vector<Colours> bits_of(BlockLayout const& layout, std::span<std::int8_t const> spins,
                             std::size_t sites);

}  // namespace lnz
