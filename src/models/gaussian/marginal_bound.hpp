#pragma once

#include "models/gaussian/marginal_bits.hpp"

#include <cstdint>

namespace lnz {

/// A lower bound of ln Z: the largest log_density(x) at the ends of ascents from random x, which
/// flip one bit after another wherever that raises it. Up to 1000 ascents, fewer of large machines.
/// The same for any number of threads.
double marginal_bound(MarginalBits const& machine, std::uint64_t seed);

}  // namespace lnz
