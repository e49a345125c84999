#pragma once

#include "models/kernels/ars.hpp"
#include "models/kernels/draw_units.hpp"
#include "models/kernels/packed_bits.hpp"

#include <cstddef>

namespace lnz {

/// Spins that know of one another by a few overlaps m_p = sum_i xi_ip s_i.
struct OverlapSpins {
  static constexpr std::size_t kLanes = 16;  ///< of a block a multiple

  std::size_t patterns;
  float const* xi;     ///< -1 or +1, [spins, patterns]
  float const* field;  ///< [spins]
  float const* odds;   ///< log odds of the reference, [spins]
  float coupling;
};

/// Draws all spins of all lanes in turn, P(s_i = +1) = 1 / (1 + exp(-y_i)), and keeps the overlaps
/// [patterns, lanes], whole numbers, up with them. With `drive` null, each given all others,
///   y_i = 2 target (coupling (sum_p xi_ip m_p - patterns s_i) + field_i) + reference odds_i;
/// else given Gaussian fields, `drive` [patterns, lanes],
///   y_i = 2 (sum_p xi_ip drive_p + target field_i) + reference odds_i.
/// Single precision and 31 random bits as in `draw_units`; the same bits on every instruction set.
/// Spin i of lane l takes word l % 4 of the ARS counter ((i lanes + l) / 4, 0).
void draw_by_overlaps(OverlapSpins const& spins, float const* drive, LaneWeights const& weights,
                      ArsKey key, float* overlap, PackedBits& s);

}  // namespace lnz
