#pragma once

#include "models/rbm/rbm_parameters.hpp"

namespace lnz {

/// ln Z of the machine as the sum over the states x of its smaller layer of
///   exp(a.x) prod_j (1 + exp(b_j + x.V_j)),   j the units of the larger one.
/// Time 2^units (larger layer + 200) / 1e10 seconds on one core with 512-bit vectors. The same
/// bits for any number of threads.
double enumerate(RbmParameters const& machine);

/// The same with links between the visible units, L [visible, visible] symmetric with zero
/// diagonal: the sum over the states v of the visible layer, whichever is smaller, of
///   exp(1/2 v'Lv + b.v) prod_j (1 + exp(c_j + v.W_j)).
double enumerate_visible(RbmParameters const& machine, std::vector<double> const& L);

}  // namespace lnz
