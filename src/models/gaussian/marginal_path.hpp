#pragma once

#include "lnz/tempered_model.hpp"
#include "models/gaussian/marginal_bits.hpp"
#include "models/kernels/aligned.hpp"
#include "models/registry.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// Tempered path of an rbm with a Gaussian layer, over its bits:
///   ln f_beta(x) = log_scale + (1-beta) g.x + beta (a.x + 1/2 x'Jx),
///   ln Z_0 = log_scale + sum_j ln(1 + exp(g_j)),
/// with g the log odds of the reference: the Gaussian part is whole at every beta, integrated out.
///
/// A sweep draws every bit once in its order given all others (heat bath). Next to block Gibbs
/// through the real units it does not wait for them, which hold bits where they are when sigma is
/// small, and its log weights vary less (README.md of this folder). Cost of a chain: bits^2 for
/// every bit that flips, less than the reals bits of block Gibbs unless bits >> reals.
class MarginalPath {
 public:
  using Unit = std::int8_t;

  struct State {
    std::size_t lanes;
    std::vector<Unit> x;            ///< [lanes, bits]
    Aligned<double> field;          ///< J x, exact, [lanes, bits]
    std::vector<double> log_slope;  ///< (a - g).x + 1/2 x'Jx, [lanes]
  };

  /// Throws ConfigError if the reference has another width than the bits.
  MarginalPath(MarginalBits machine, Reference const& reference);

  State draw_reference(int lanes, Stream& random) const;
  void sweep(State& x, ConstLanes beta, Stream& random) const;
  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const { return log_z_reference_; }
  std::size_t unit_count() const { return machine_.bits; }
  Unit lowest_unit() const { return 0; }
  std::vector<Unit> units(State const& x) const { return x.x; }
  State restore(std::span<Unit const> units, int lanes) const;

 private:
  void sweep_lanes(State& x, std::size_t first, std::size_t last, ConstLanes beta,
                   std::span<std::uint32_t const> words) const;
  void complete(State& x, std::size_t lane) const;  ///< log_slope

  MarginalBits machine_;
  std::vector<double> g_;
  double log_z_reference_;
};

}  // namespace lnz
