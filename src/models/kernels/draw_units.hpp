#pragma once

#include "models/kernels/ars.hpp"
#include "models/kernels/packed_bits.hpp"
#include "models/kernels/unit_field.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace lnz {

/// Weights of a lane's fields: `target` multiplies what the model gives, `reference` the log odds
/// of the reference; beta and 1 - beta, one entry a lane.
struct LaneWeights {
  std::span<float const> target, reference;
};

/// Draws the units of one tile of all lanes, P(unit = 1) = 1 / (1 + exp(-x)), x as in UnitField.
/// The likelier value is x > 0; the other one comes with probability 1 / (1 + exp(|x|)), decided by
/// 31 random bits, so that rare values keep their relative precision: error of a probability p
/// below 3e-7 p + 2^-32. The same bits on every instruction set.
///
/// `sums` are a tile's, [lanes, tile]. Unit u of lane l takes word u % 4 of the ARS counter
/// ((u / 32 lanes + l) 8 + u % 32 / 4, kind).
void draw_units(std::size_t first_unit, std::int16_t const* sums, UnitField const& field,
                LaneWeights const& weights, ArsKey key, std::uint64_t kind, PackedBits& out);
void draw_units(std::size_t first_unit, float const* sums, UnitField const& field,
                LaneWeights const& weights, ArsKey key, std::uint64_t kind, PackedBits& out);

}  // namespace lnz
