#pragma once

#include "models/potts/potts_machine.hpp"

#include <cstdint>

namespace lnz {

/// A lower bound of ln Z: the largest c.h + sum_i ln sum_a exp(b_ia + W_ia.h) at the ends of
/// ascents from random h, which flip one hidden unit after another wherever that raises it. Up to
/// 1000 ascents, fewer for large machines. The same for any number of threads.
double potts_bound(PottsMachine const& machine, std::uint64_t seed);

}  // namespace lnz
