#pragma once

#include "models/registry.hpp"

namespace lnz {

/// ModelKind::clamp of an rbm, in its visible units: the machine of the free ones with
///   c' = c + v_held W_held,   energy = -b_held.v_held.
/// These have to be bits or spins; hidden ones may be of any type.
Clamped clamp_rbm(Record const& model, std::vector<double> const& held);

}  // namespace lnz
