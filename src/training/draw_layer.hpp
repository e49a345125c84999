#pragma once

#include "models/kernels/ars.hpp"
#include "models/kernels/draw_units.hpp"
#include "models/kernels/packed_bits.hpp"
#include "models/kernels/unit_field.hpp"
#include "training/tiled_rbm.hpp"

#include <cstdint>

namespace lnz {

/// Uses of a sweep's key.
enum Kind : std::uint64_t { kHidden, kVisible };

/// One layer given the other, its units of the fields that `field` and `weights` make of x W. The
/// same bits for any threads.
void draw_layer(TiledMatrix const& W, UnitField const& field, LaneWeights const& weights,
                PackedBits const& x, ArsKey key, Kind kind, PackedBits& out);

/// One layer given the other, P(out_j = 1) = 1 / (1 + exp(-bias_j - times x.W_j)).
void draw_layer(TiledMatrix const& W, float times, Aligned<float> const& bias, PackedBits const& x,
                ArsKey key, Kind kind, PackedBits& out);

}  // namespace lnz
