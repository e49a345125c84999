#pragma once

#include "models/kernels/unit_field.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace lnz {

/// What hidden units that are summed out give to a log ratio,
///   out[l] = sum_j softplus(to_l f_j) - softplus(from_l f_j),  f_j = step_j sum_j + bias_j.
///
/// Where all changes d = (to - from) f of a lane are below 0.05, by the series
///   d (p + d^2/24 p (1 - p) (1 - 2p)),  p = 1 / (1 + exp(-(from + to) f / 2)),
/// whose terms are as small as their sum: error of a lane below 3e-7 sum_j |d_j|, without bias.
/// (Products of 1 + e^x in float err by 1e-6 in one direction, 0.02 over 10^4 temperatures.)
/// Otherwise in float64, as differences of sums with one logarithm for 512 factors.
///
/// `sums` are all tiles of a layer, [tiles, tile_lanes, tile], from the first of these lanes on;
/// units is the number of those that count.
void softplus_change(std::size_t units, std::int16_t const* sums, std::size_t tile_lanes,
                     UnitField const& field, std::span<double const> from,
                     std::span<double const> to, std::span<double> out);
void softplus_change(std::size_t units, float const* sums, std::size_t tile_lanes,
                     UnitField const& field, std::span<double const> from,
                     std::span<double const> to, std::span<double> out);

}  // namespace lnz
