#pragma once

#include "lnz/tempered_model.hpp"
#include "models/clusters/cluster_system.hpp"
#include "models/clusters/swendsen_wang.hpp"
#include "models/clusters/wolff.hpp"

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

namespace lnz {

/// The tempered path of a ferromagnet (see SpinPath), moved cluster by cluster: near its critical
/// point, where clusters are as wide as the system, autocorrelation times hardly grow with it.
class ClusterSpins {
 public:
  using Unit = std::int8_t;  ///< -1 or +1

  struct State {
    std::vector<Unit> spins;    ///< [lanes, sites]
    std::vector<double> slope;  ///< d ln f_beta / d beta, [lanes]
  };

  /// `moves` meets are_cluster_moves. Throws ConfigError like ClusterSystem.
  ClusterSpins(SpinParameters const& system, Reference const& reference, std::string const& moves,
               std::size_t strip_sites = ClusterSystem::kStripSites);

  State draw_reference(int lanes, Stream& random) const;

  /// Moves every lane with words addressed by lane, and lanes on threads.
  void sweep(State& x, ConstLanes beta, Stream& random) const;

  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const { return system_->path().log_z_reference; }
  std::size_t unit_count() const { return system_->sites(); }
  Unit lowest_unit() const { return -1; }
  std::vector<Unit> units(State const& x) const { return x.spins; }
  State restore(std::span<Unit const> units, int lanes) const;

 private:
  using Moves = std::variant<SwendsenWang, Wolff>;
  static Moves moves_named(std::string const& name, std::shared_ptr<ClusterSystem const> system);
  void update_slope(State& x) const;

  std::shared_ptr<ClusterSystem const> system_;
  Moves moves_;
};

/// Whether `moves` is one of swendsen-wang, wolff.
bool are_cluster_moves(std::string const& moves);

}  // namespace lnz
