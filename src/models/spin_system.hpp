#pragma once

#include "lnz/tempered_model.hpp"
#include "models/registry.hpp"
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
    std::vector<double> slope;  ///< d ln f_beta / d beta, [lanes]
  };

  /// Throws ConfigError if the reference has another width than the system, or if the couplings
  /// of a site add up to more than single precision can hold.
  SpinSystem(SpinParameters const& system, Reference const& reference);

  State draw_reference(int lanes, Stream& random) const;

  /// Heat bath, one site after another in a fixed order: P(s_i = +1) = 1 / (1 + exp(-x)), x = 2
  /// (beta (sum_j J_ij s_j
  /// + h_i) + (1-beta) g_i), in single precision (relative error of x and P about 1e-7) against
  /// 32 random bits. One random word a
  /// visit and lane, [visits, lanes].
  void sweep(State& x, ConstLanes beta, Stream& random) const;

  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const;
  std::size_t unit_count() const { return sites_.size(); }
  std::vector<Unit> units(State const& x) const;
  State restore(std::span<Unit const> units, int lanes) const;

 private:
  struct Site {
    std::uint32_t first, forward, last;  ///< bonds [first, last); from `forward` on to higher sites
    float field, reference_field;        ///< h, g
  };

  void append_order(std::size_t first, std::size_t last);
  State empty(int lanes) const;
  void update_slope(State& x) const;

  std::vector<Site> sites_;
  std::vector<std::uint32_t> order_;      ///< sites in the order of a sweep
  std::vector<std::uint32_t> neighbour_;  ///< of each bond from both its ends, ascending per site
  std::vector<float> coupling_;           ///< J of each bond
  std::vector<double> exact_coupling_;    ///< the same in double precision, for the slope
  std::vector<double> slope_field_;       ///< h - g, [sites]
  double log_z_reference_ = 0;
};

}  // namespace lnz
