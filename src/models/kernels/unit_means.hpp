#pragma once

#include "models/kernels/unit_field.hpp"

#include <cstddef>
#include <span>

namespace lnz {

/// out[l 16 + j] = weight[l] / (1 + exp(-x_j)), x as in UnitField at target 1, of the 16 units of a
/// tile from `first_unit` on, for sums [weight.size(), 16]: weighted means of the units. Relative
/// error below 4e-7 + 1.2e-7 |x| where |x| < 87; beyond, x counts as 87. The same bits on every
/// instruction set. `sums` and `out` may be one.
void unit_means(std::size_t first_unit, float const* sums, UnitField const& field,
                std::span<float const> weight, float* out);

}  // namespace lnz
