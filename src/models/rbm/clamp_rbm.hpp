#pragma once

#include "models/held_units.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/registry.hpp"

#include <vector>

namespace lnz {

/// The machine of the free visible units, c' = c + sum over the held ones of pull_i W_i;
/// `pull` [visible].
RbmParameters free_machine(RbmParameters const& machine, HeldUnits const& units,
                           std::vector<double> const& pull);

/// ModelKind::clamp of an rbm whose visible units are bits or spins, hidden ones of any type: the
/// machine of the free ones with
///   c' = c + v_held W_held,   energy = -b_held.v_held.
Clamped clamp_rbm(Record const& model, std::vector<double> const& held);

}  // namespace lnz
