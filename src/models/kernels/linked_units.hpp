#pragma once

#include "models/kernels/ars.hpp"
#include "models/kernels/draw_units.hpp"
#include "models/kernels/packed_bits.hpp"

#include <cstddef>
#include <cstdint>

namespace lnz {

/// Units that are drawn one after the other, with links among themselves.
struct LinkedTile {
  static constexpr std::size_t kUnits = 16;  ///< of a tile; the last one may have fewer
  static constexpr std::size_t kLanes = 16;  ///< of a block a multiple

  std::size_t first, units;
  float const* bias;   ///< b, [units]
  float const* odds;   ///< a, [units]
  float const* links;  ///< w, [kUnits, kUnits], symmetric with zero diagonal; null for none
};

/// Sums of a tile, unit j of lane l at values[j unit_stride + l lane_stride].
struct TileSums {
  float const* values;
  std::size_t unit_stride, lane_stride;
};

/// Draws the units of a tile of all lanes in turn, P(x_i = 1) = 1 / (1 + exp(-y_i)),
///   y_i = target (b_i + sum_j w_ij x_j) + reference a_i.
/// `sums` are sum_j w_ij x_j for x as it is, this tile's own units included; they are kept up with
/// the units drawn. As in `draw_units` the less likely value is decided by 31 random bits: error of
/// a probability p below 3e-7 p + 2^-32. The same bits on every instruction set.
///
/// Unit u of lane l takes word l % 4 of the ARS counter ((u lanes + l) / 4, 0). Weights and lanes
/// are padded to kLanes.
void draw_linked(LinkedTile const& tile, TileSums const& sums, LaneWeights const& weights,
                 ArsKey key, PackedBits& x);

/// Links of a unit: weight[k] to unit neighbour[k].
struct UnitLinks {
  std::uint32_t const* neighbour;
  float const* weight;
  std::size_t count;
};

/// out[l] = sum_k weight[k] x_neighbour[k] of lane l, in order; lanes padded to LinkedTile::kLanes.
void link_sums(UnitLinks const& links, PackedBits const& x, float* out);

}  // namespace lnz
