#pragma once

#include "lnz/tempered_model.hpp"
#include "models/pairwise/colouring.hpp"
#include "models/pairwise/link_products.hpp"
#include "models/pairwise/linked_bits.hpp"
#include "models/rbm/bit_dot.hpp"
#include "models/registry.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// Tempered path of any pairwise system of bits, from independent bits:
///   ln f_beta(x) = beta (sum_{i<j} w_ij x_i x_j + sum_i b_i x_i + constant) + (1-beta) sum_i a_i
///   x_i, ln Z_0 = sum_i ln(1 + exp(a_i)),
/// a_i = logit(mean_i) of the reference, 0 if it is uniform.
class ChromaticGibbs {
 public:
  using Unit = std::int8_t;
  static constexpr int kLanes = 256;  ///< of a block, that share the tables of a product
  static constexpr int kFewestLanes = LinkedTile::kLanes;

  struct State {
    int lanes = 0;
    PackedBits bits;            ///< in order of drawing, lanes padded to LinkedTile::kLanes
    std::vector<double> slope;  ///< d ln f_beta / d beta, [lanes]
  };

  /// Units are 1 and `low`: 0 for bits, -1 for spins s = 2 x - 1. Throws ConfigError if the
  /// reference has another width, or if single precision cannot hold the links of a unit.
  ChromaticGibbs(LinkedBits const& bits, Reference const& reference, int low);

  State draw_reference(int lanes, Stream& random) const;

  /// Draws every unit once given all others, colour by colour (Gonzalez et al. 2011, AISTATS 15,
  /// 324); those of a colour are independent, so that this is block Gibbs for bipartite graphs and
  /// one unit after the other where all are linked. Fields in single precision.
  void sweep(State& x, ConstLanes beta, Stream& random) const;

  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const { return log_z_reference_; }
  std::size_t unit_count() const { return order_.size(); }
  Unit lowest_unit() const { return low_; }
  std::vector<Unit> units(State const& x) const;
  State restore(std::span<Unit const> units, int lanes) const;

 private:
  std::size_t tiles() const;
  State empty(int lanes) const;
  void update_slope(State& x) const;

  Unit low_;
  std::vector<std::uint32_t> order_;
  LinkProducts products_;
  Aligned<float> bias_, odds_;  ///< b and a in order of drawing, padded to whole tiles
  Aligned<float> inner_;        ///< links among the units of a tile, [tiles, 16, 16]
  std::vector<char> linked_;    ///< whether there are any, [tiles]
  BitDot slope_;                ///< b - a
  double constant_, log_z_reference_ = 0;
};

}  // namespace lnz
