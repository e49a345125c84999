#pragma once

#include "models/kernels/ars.hpp"
#include "models/kernels/thresholds.hpp"

#include <array>

namespace lnz {

/// A row of words of one colour, each with sites of one lattice that have no bonds among them, and
/// where the neighbours of these sites are: bond k of word i leads to the same bits of word i of
/// near[k], which may be a halo.
struct LatticeLine {
  static constexpr std::size_t kMostBonds = 8;
  static constexpr std::size_t kWordLimbs = Granule::kWordBits / 64;

  Granule* own;
  std::array<std::uint64_t const*, kMostBonds> near;
  std::array<std::uint64_t const*, kMostBonds> sign;  ///< 1 where J < 0, like near
};

/// Lines of equal length with an even number of bonds, all of them with signs or none.
struct LatticeLines {
  std::span<LatticeLine const> lines;
  std::size_t granules;         ///< of a line
  int bonds;                    ///< of a site: 2, 4, 6 or 8
  bool has_signs;               ///< whether lines have `sign`
  bool antiferromagnet;         ///< J < 0 for all bonds, if they have not
  std::uint64_t first_granule;  ///< number of the first one in the lattice
};

/// One Metropolis decision for every site of these lines, which are a chunk: their tails start
/// afresh. Decisions are addressed by the number of a granule under `key`.
/// Cost with AVX-512 and VAES: about 60 cycles a granule for four bonds, 70 for six.
void update_lines(LatticeLines const& chunk, Thresholds const& thresholds, ArsKey key);

/// Broken bonds of the sites of these lines. Cost: about an eighth of an update.
std::int64_t broken_bonds(LatticeLines const& chunk);

}  // namespace lnz
