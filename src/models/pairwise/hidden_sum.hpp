#pragma once

#include "models/pairwise/boltzmann_parameters.hpp"

#include <span>

namespace lnz {

/// Hidden units up to which linked ones are summed out state by state.
constexpr std::size_t kMostSummed = 24;

/// ln sum_h exp(-E(v, h)) for one v of bits, [visible]: a product over the hidden units if J = 0,
/// else the sum over their 2^hidden states, in the order of a Gray code.
double log_unnormalised(BoltzmannParameters const& machine, std::span<double const> v);

}  // namespace lnz
