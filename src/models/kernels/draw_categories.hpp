#pragma once

#include "models/kernels/draw_units.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace lnz {

/// Categories of a tile of 16 sites.
struct CategoryField {
  std::size_t q;
  float const* bias;  ///< [q, 16]
  float const* g;     ///< log weights of the reference, [q, 16]
};

/// Draws the categories of a tile of 16 sites of all lanes, P(a) ~ exp(x_a) with
///   x_a = target (sum_a + bias_a) + reference g_a,
/// by the first cumulative weight that a uniform number does not reach. Sums are in float: a
/// probability is off by less than q 2^-24. The same bits on every instruction set.
///
/// `sums` are [q, lanes, 16], out is [lanes, 16]. Site s of lane l takes word s % 4 of the ARS
/// counter ((tile lanes + l) 4 + s / 4, kind).
void draw_categories(std::size_t tile, float const* sums, CategoryField const& field,
                     LaneWeights const& weights, ArsKey key, std::uint64_t kind,
                     std::span<std::uint8_t> out);

}  // namespace lnz
