#pragma once

#include "lnz/tempered_model.hpp"
#include "models/kernels/aligned.hpp"
#include "models/kernels/draw_units.hpp"
#include "models/kernels/lookup_product.hpp"
#include "models/potts/potts_machine.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// Tempered path of an rbm with Potts visible units, hidden units summed out:
///   ln f_beta(x) = sum_i ((1-beta) g_{i,x_i} + beta b_{i,x_i})
///                  + sum_j ln(1 + exp(beta (c_j + sum_i W_{i,x_i,j}))),
///   ln Z_0 = sum_i ln sum_a exp(g_ia) + n_hidden ln 2,
/// with g the log rates of the reference, weights rounded to float. A sweep is block Gibbs, h | x
/// and x | h. The units of a chain are q bits a site, of which the one of its category is 1.
class PottsPath {
 public:
  using Unit = std::int8_t;
  static constexpr int kLanes = 256;  ///< of a block, that share the tables of a product

  struct State {
    std::size_t lanes;
    std::vector<std::uint8_t> x;       ///< categories, [lanes, sites]
    Aligned<float> hidden_sums;        ///< sum_i W_{i,x_i}, [tiles, lanes, tile]
    std::vector<double> visible_term;  ///< sum_i (b - g)_{i,x_i}, [lanes]
  };

  /// Throws ConfigError as log_rates does.
  PottsPath(PottsMachine const& machine, Reference const& reference);

  State draw_reference(int lanes, Stream& random) const;
  void sweep(State& x, ConstLanes beta, Stream& random) const;
  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const { return log_z_reference_; }
  std::size_t unit_count() const { return sites_ * q_; }
  Unit lowest_unit() const { return 0; }
  std::vector<Unit> units(State const& x) const;
  State restore(std::span<Unit const> units, int lanes) const;

 private:
  static constexpr std::size_t kTile = LookupProduct<float>::kTile;

  State empty(std::size_t lanes) const;
  std::size_t hidden_tiles() const { return hidden_bias_.size() / kTile; }
  void draw_visible(PackedBits const& h, LaneWeights const& at, ArsKey key, State& x) const;
  void complete(State& x) const;  ///< what belongs to the categories

  std::size_t sites_, q_, hidden_;
  Aligned<float> rows_;  ///< W, [sites q, hidden padded]
  Aligned<float> hidden_step_, hidden_bias_;
  LookupProduct<float> visible_product_;     ///< to (tile of sites, category, site in it)
  Aligned<float> visible_bias_, visible_g_;  ///< in the order of its outputs
  std::vector<double> slope_;                ///< b - g, [sites, q]
  double log_z_reference_ = 0;
};

}  // namespace lnz
