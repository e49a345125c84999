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
/// The likelier value is x > 0; the other one comes with probability 1 / (1 + exp(|x|)), if the
/// leading 31 bits of the unit's word, or of its complement where x > 0, are a smaller fraction of
/// 2^31: rare values keep their relative precision, error of a probability p below 3e-7 p + 2^-32.
/// The same bits on every instruction set.
///
/// `sums` are a tile's, [lanes, tile], aligned to 64 bytes. A unit's word has its halves at two
/// places: half u % 8 of the ARS counter ((u / 32 lanes + l) 4 + u % 32 / 8, kind) leads that of
/// unit u of lane l, and the same half under kind + 2^32 trails, which is drawn only where the
/// leading one does not decide.
void draw_units(std::size_t first_unit, std::int16_t const* sums, UnitField const& field,
                LaneWeights const& weights, ArsKey key, std::uint64_t kind, PackedBits& out);
void draw_units(std::size_t first_unit, float const* sums, UnitField const& field,
                LaneWeights const& weights, ArsKey key, std::uint64_t kind, PackedBits& out);

}  // namespace lnz
