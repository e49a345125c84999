#pragma once

#include "models/registry.hpp"

#include <vector>

namespace lnz {

/// ModelKind::clamp of kind `boltzmann`: the machine of the free visible units and the hidden ones,
///   b'_i = b_i + sum_held L_ik v_k,   c'_j = c_j + sum_held W_ij v_i,
///   energy = -1/2 sum_held L_ik v_i v_k - sum_held b_i v_i.
Clamped clamp_boltzmann(Record const& model, std::vector<double> const& held);

}  // namespace lnz
