#pragma once

#include "models/registry.hpp"
#include "models/spins/spin_parameters.hpp"

namespace lnz {

/// ModelKind::clamp of spins; `model` names them in errors. The free ones are of kind spins, in
/// their order, with
///   h'_i = h_i + sum_held J_ij s_j,   energy = -sum_held J_ij s_i s_j - sum_held h_i s_i.
Clamped clamp_spins(Record const& model, SpinParameters const& system,
                    std::vector<double> const& held);

}  // namespace lnz
