#pragma once

#include "lnz/tempered_model.hpp"
#include "models/registry.hpp"
#include "models/spin_forest.hpp"
#include "models/spin_parameters.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace lnz {

/// Tempered path of any sparse system of spins s_i = -1, +1, from independent spins:
///   ln f_beta(s) = beta (sum_<ij> J_ij s_i s_j + sum_i h_i s_i) + (1-beta) sum_i g_i s_i,
///   ln Z_0 = sum_i ln(2 cosh g_i),
/// with g_i = atanh(2 mean_i - 1) of the reference, 0 if it is uniform.
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

  /// Throws ConfigError if the reference has another width than the system, or if the couplings
  /// of a site add up to more than single precision can hold.
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
  std::size_t unit_count() const { return field_.size(); }
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

  SpinGraph graph_;
  std::vector<ForestOrder> orders_;
  std::vector<float> field_, reference_field_;  ///< h, g; [sites]
  std::vector<double> slope_field_;             ///< h - g, [sites]
  double log_z_reference_ = 0;
};

}  // namespace lnz
