#pragma once

#include "lnz/tempered_model.hpp"
#include "models/kernels/aligned.hpp"
#include "models/kernels/overlap_spins.hpp"
#include "models/pairwise/hopfield_parameters.hpp"
#include "models/rbm/bit_dot.hpp"
#include "models/registry.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

enum class HopfieldMoves {
  heat_bath,  ///< every spin given all others
  gaussian,   ///< all spins given Gaussian fields, drawn given the spins
};

/// Tempered path of a Hopfield network at inverse temperature B, from independent spins:
///   ln f_t(s) = t B (sum_p (m_p^2 - N)/(2N) + h.s) + (1-t) g.s,   ln Z_0 = sum_i ln(2 cosh g_i).
/// States keep the overlaps m_p, by which a sweep costs O(N P) and a log ratio O(P).
class HopfieldPath {
 public:
  using Unit = std::int8_t;          ///< -1 or +1
  static constexpr int kLanes = 64;  ///< of a block, whose overlaps fit into the first cache
  static constexpr int kFewestLanes = OverlapSpins::kLanes;

  struct State {
    int lanes = 0;
    PackedBits spins;           ///< lanes padded to OverlapSpins::kLanes
    Aligned<float> overlap;     ///< m, whole numbers, [patterns, padded lanes]
    std::vector<double> slope;  ///< d ln f_t / dt, [lanes]
  };

  /// Throws ConfigError if the reference has another width, if single precision cannot hold the
  /// fields, or on Gaussian fields for beta < 0.
  HopfieldPath(HopfieldParameters const& network, double beta, Reference const& reference,
               HopfieldMoves moves);

  State draw_reference(int lanes, Stream& random) const;

  /// Heat bath, or the Gaussian identity (Hubbard 1959, PRL 3, 77; Stratonovich 1957)
  ///   exp(t B m^2 / (2N)) = E_z exp(z m sqrt(t B / N)),   z standard normal,
  /// under which the network is an RBM of P Gaussian hidden units: z_p given s is normal of mean
  /// m_p sqrt(t B / N), and given z the spins are independent.
  void sweep(State& x, ConstLanes beta, Stream& random) const;

  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const { return log_z_reference_; }
  std::size_t unit_count() const { return spins_; }
  Unit lowest_unit() const { return -1; }
  std::vector<Unit> units(State const& x) const;
  State restore(std::span<Unit const> units, int lanes) const;

 private:
  State empty(int lanes) const;
  Aligned<float> gaussian_fields(State const& x, ConstLanes beta, Stream& random) const;
  void update_slope(State& x) const;

  std::size_t spins_, patterns_;
  HopfieldMoves moves_;
  double coupling_;        ///< B / N
  Aligned<float> xi_;      ///< [spins, patterns]
  Aligned<float> field_;   ///< B h
  Aligned<float> odds_;    ///< 2 g
  BitDot slope_;           ///< 2 (B h - g)
  double slope_of_zeros_;  ///< of the fields where all spins are -1, less the self energy B P / 2
  double log_z_reference_;
};

}  // namespace lnz
