#pragma once

#include "models/clusters/cluster_system.hpp"
#include "models/packed/lane_words.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace lnz {

/// Wolff (1989), Phys. Rev. Lett. 62, 361: grows the cluster of a site chosen at random and flips
/// it. Of all the bonds that Swendsen & Wang draw only those of this cluster matter; given them
/// its sign s_C has odds exp(2 b_C) (see ClusterSystem), and a Metropolis step on it flips with
/// probability min(1, exp(-2 s_C b_C)): always, where there is no field.
///
/// A sweep is a fixed number of clusters: one that depended on the sizes they turn out to have
/// would not leave f_beta invariant. It is the number that flips about as many spins as there are,
/// at this beta: the model counts it once, on 32 values of beta, along a short annealed lane with
/// a seed of its own. A fair coin adds one cluster more: without it the parity of spins up would
/// not change at beta = 0, nor the sign of a frozen lane by itself.
class Wolff {
 public:
  explicit Wolff(std::shared_ptr<ClusterSystem const> system);

  /// One sweep of a lane.
  void move(ClusterSystem::Spins spins, double beta, LaneWords const& words) const;

  /// Clusters of a sweep at this beta, less the coin's.
  std::size_t clusters(double beta) const;

 private:
  static constexpr std::size_t kBetas = 32;
  class Lane;

  std::shared_ptr<ClusterSystem const> system_;
  std::array<std::size_t, kBetas + 1> clusters_;  ///< at beta = k / kBetas
};

}  // namespace lnz
