#pragma once

#include "models/kernels/ars.hpp"
#include "models/kernels/thresholds.hpp"

namespace lnz {

/// Spins of up to 256 replicas of one system: a word a site, bit b of it replica b.
///
/// A bond of either sign costs nothing: complements hold every spin inverted, and a site's list of
/// neighbours names a word of either half, the one that equals the site's spin where the bond is
/// satisfied.
struct ReplicaSpins {
  std::vector<Granule> granules;  ///< spins, then as many complements

  std::size_t half() const { return granules.size() / 2; }
};

/// Consecutive sites, whole granules of them, with the same number of bonds and none between them.
struct SiteGroup {
  static constexpr int kMostBonds = 8;

  int bonds;
  std::size_t first, last;                ///< granules
  std::vector<std::uint32_t> neighbours;  ///< [sites, bonds]: words of ReplicaSpins::granules
};

/// One Metropolis decision for every site of the group. Decisions of a granule are addressed by its
/// number under `key`, chunks of kChunk granules run on the threads there are.
/// Cost with AVX-512 and VAES: 60 cycles a granule for four bonds, 68 for six.
void update_replicas(SiteGroup const& group, Thresholds const& thresholds, ArsKey key,
                     ReplicaSpins& spins);

/// broken[b] += broken bonds of the group's sites in replica b, b < 256. Cost: about a sixth of an
/// update.
void count_broken(SiteGroup const& group, ReplicaSpins const& spins,
                  std::span<std::int64_t> broken);

}  // namespace lnz
