#pragma once

#include "lnz/stream.hpp"
#include "models/layered/layered_parameters.hpp"

#include <cstddef>
#include <vector>

namespace lnz {

/// Layer l of a deep belief net given the one above it, both [rows, their units]:
///   P(h_l = 1 | h_(l+1)) = logistic(b_l + W_(l+1) h_(l+1)).
std::vector<double> drawn_below(LayeredParameters const& net, std::size_t l,
                                std::vector<double> const& above, Stream& random);

}  // namespace lnz
