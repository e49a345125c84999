#pragma once

#include "models/clusters/cluster_system.hpp"
#include "models/packed/lane_words.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace lnz {

/// Swendsen & Wang (1987), Phys. Rev. Lett. 58, 86: draws every bond given the spins, then the
/// sign of every cluster given the bonds (see ClusterSystem).
///
/// Clusters are found strip by strip and strips put together, a cluster's label being its smallest
/// site: nothing depends on threads. Bonds draw one word each, and a cluster that of its label.
/// Cost: near linear in bonds, serial only in bonds that join two strips.
class SwendsenWang {
 public:
  explicit SwendsenWang(std::shared_ptr<ClusterSystem const> system);

  /// One move of all spins of a lane.
  void move(ClusterSystem::Spins spins, double beta, LaneWords const& words) const;

 private:
  struct Bond {
    std::uint32_t site, neighbour;  ///< site < neighbour
    std::uint32_t coupling;         ///< its number in the system
  };
  struct Strip {
    std::uint32_t begin, end;              ///< sites
    std::uint32_t first_bond, last_bond;   ///< bonds whose smaller site is one of them
    std::uint32_t bond_chunk, site_chunk;  ///< of random words: where its own begin
  };
  class Lane;

  std::shared_ptr<ClusterSystem const> system_;
  std::vector<Bond> bonds_;  ///< by site
  std::vector<Strip> strips_;
};

}  // namespace lnz
