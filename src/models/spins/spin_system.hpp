#pragma once

#include "lnz/tempered_model.hpp"
#include "models/spins/spin_forest.hpp"
#include "models/spins/spin_path.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace lnz {

/// The tempered path of any sparse system of spins (see SpinPath), moved forest by forest.
class SpinSystem {
 public:
  using Unit = std::int8_t;  ///< -1 or +1

  struct State {
    int lanes = 0;
    Eigen::ArrayXXf
        spins;  ///< -1 or +1, [lanes padded to kRowWidth, sites], a site's lanes adjacent
    Eigen::ArrayXXf log_odds;   ///< of a spin by what a sweep has seen so far, like spins; 0 after
    std::vector<double> slope;  ///< d ln f_beta / d beta, [lanes]
  };

  /// Throws ConfigError like spin_path.
  SpinSystem(SpinParameters const& system, Reference const& reference);

  State draw_reference(int lanes, Stream& random) const;

  /// Draws every spin once, forest after forest, the spins of a forest jointly given all others
  /// (see ForestOrder): from the leaves to the roots every spin tells its parent the log odds it
  /// gives it, and back every spin is drawn, P(s_i = +1) = 1 / (1 + exp(-x_i)), given its parent.
  /// The kOrders orders take turns by step. A visit costs more than one of a
  /// single site and a glass at low temperature needs far fewer of them. Single
  /// precision (relative error of a message and of P about 1e-7) against 32 random bits, one word
  /// a visit and lane, [visits, lanes].
  void sweep(State& x, ConstLanes beta, Stream& random) const;

  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const;
  std::size_t unit_count() const { return path_.graph.sites(); }
  Unit lowest_unit() const { return -1; }
  std::vector<Unit> units(State const& x) const;
  State restore(std::span<Unit const> units, int lanes) const;

 private:
  static constexpr int kOrders = 4;

  struct Temperatures;
  void gather(State& x, Temperatures const& at, ForestOrder const& order, std::size_t visit) const;
  void draw(State& x, Temperatures const& at, ForestOrder::Visit const& visit,
            std::uint32_t const* words) const;
  State empty(int lanes) const;
  void update_slope(State& x) const;

  SpinPath path_;
  std::vector<ForestOrder> orders_;
  std::vector<float> field_, reference_field_;  ///< h, g; [sites]
  std::vector<double> slope_field_;             ///< h - g, [sites]
};

}  // namespace lnz
