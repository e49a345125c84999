#pragma once

#include "models/rbm/rbm_parameters.hpp"

#include <cstdint>

namespace lnz {

/// A lower bound of ln Z: the largest
///   ln sum_v e^(-E(v, h)) = c.h + sum_i ln(1 + exp(b_i + (W h)_i))
/// at the ends of ascents from random h, which flip one hidden unit after another wherever that
/// raises it. Up to 1000 ascents, fewer for large machines: about a second. An estimate below the
/// bound has missed a mode. Uses idle threads; the same for any number of them.
double log_z_bound(RbmParameters const& machine, std::uint64_t seed);

}  // namespace lnz
