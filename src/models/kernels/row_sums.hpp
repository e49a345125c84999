#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lnz {

/// Sums of one row of each group, the one a category selects:
///   out[(t lanes + l) 16 + j] = sum_i weights[(i q + category_i(l)) columns + 16 t + j],
/// category_i(l) = categories[l groups + i], in the order of the groups: the same for any number of
/// lanes. `columns` is a multiple of 16; weights and out are aligned to 64 bytes. Cost of a lane:
/// groups columns / 16 loads and additions of 64 bytes.
void row_sums(float const* weights, std::size_t columns, std::size_t q,
              std::span<std::uint8_t const> categories, std::size_t lanes, float* out);

}  // namespace lnz
