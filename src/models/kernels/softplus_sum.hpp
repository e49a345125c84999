#pragma once

#include "models/kernels/draw_units.hpp"

#include <cstddef>

namespace lnz {

/// Fields of a lane over the units of a layer, as drawn from: unit u at
/// values[u / 16 * stride + u % 16], so that a tile of 16 units lies together for all lanes. Units
/// up to the next multiple of 16 are summed, too: they cancel in differences.
struct LaneField {
  float* values;
  std::size_t stride;
  std::size_t units;

  static constexpr std::size_t kTile = 16;
};

/// out[u / 16 * 16 lanes + l 16 + u % 16] = the field x of unit u of lane l (UnitField) for a tile.
void fill_fields(std::size_t first_unit, std::int16_t const* sums, UnitField const& field,
                 LaneWeights const& weights, float* out);
void fill_fields(std::size_t first_unit, float const* sums, UnitField const& field,
                 LaneWeights const& weights, float* out);

/// sum_u ln(1 + e^(x_u)), by products of float with one logarithm for 1024 units. Relative error
/// below 1e-6: enough to accept a move, not to add up 10^4 log ratios.
double softplus_sum(LaneField const& x);

/// The same for x_u + change w_u, which is written to `moved`; w has `units` entries padded with
/// zeros to 16.
double moved_softplus_sum(LaneField const& x, float change, float const* w, LaneField const& moved);

}  // namespace lnz
