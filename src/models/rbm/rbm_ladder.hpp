#pragma once

#include "lnz/tempered_model.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/registry.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// Tempered path that visits binary RBMs of one shape in their order: the K-th at beta = 1 is the
/// target, the k-th at beta = k / K, and at beta = 0 stand independent units,
///   ln f_0(v) = a.v + n_hidden ln 2,   ln Z_0 = sum_i ln(1 + exp(a_i)) + n_hidden ln 2,
/// a_i = logit(mean_i) of the reference. Between two of them W, b and c go straight, so that f is
/// the geometric mean of exp(-E(v, h)), and
///   ln f_beta(v) = b(beta).v + sum_j ln(1 + exp(c_j(beta) + v.W_j(beta))).
/// Machines kept while the target was trained: Bereux, Decelle, Furtlehner & Seoane (2025); those
/// of averaged moments: Grosse, Maddison & Salakhutdinov (2013), NIPS.
///
/// All in float64; a sweep at 784 x 500 takes some 40 us of a core, twelve times what the path of
/// one machine does.
class RbmLadder {
 public:
  using Unit = std::int8_t;          ///< visible bits
  static constexpr int kLanes = 32;  ///< of a block; they share nothing

  struct State {
    std::size_t lanes;
    std::vector<Unit> v;  ///< [lanes, visible]
  };

  /// Throws ConfigError if the reference has another width, or a machine another shape.
  RbmLadder(RbmParameters const& target, Reference const& reference, double beta);

  State draw_reference(int lanes, Stream& random) const;
  void sweep(State& x, ConstLanes beta, Stream& random) const;  ///< h | v, then v | h
  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const { return log_z_reference_; }
  std::size_t unit_count() const { return knots_.front().visible; }
  Unit lowest_unit() const { return 0; }
  std::vector<Unit> units(State const& x) const { return x.v; }
  State restore(std::span<Unit const> units, int lanes) const {
    return {static_cast<std::size_t>(lanes), {units.begin(), units.end()}};
  }

 private:
  /// Where a beta lies: a share `part` of the way from knot `first` to the next.
  struct Place {
    std::size_t first;
    double part;
  };
  Place place(double beta) const;
  std::vector<double> hidden_fields(std::span<Unit const> v, double beta) const;
  double log_density(std::span<Unit const> v, double beta) const;
  void sweep_lane(std::span<Unit> v, double beta, std::span<std::uint32_t const> words) const;

  std::vector<RbmParameters> knots_;  ///< the reference, those between, the target
  double log_z_reference_ = 0;
};

}  // namespace lnz
