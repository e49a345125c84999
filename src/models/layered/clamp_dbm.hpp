#pragma once

#include "models/registry.hpp"

namespace lnz {

/// ModelKind::clamp of a dbm, in the units of h0: the machine with the free ones of them and
///   b1' = b1 + W1_held' v_held,   energy = -b0_held.v_held,
/// or, all of h0 held, that of the layers above: ln p*(v) = ln Z(model) - energy at beta = 1.
Clamped clamp_dbm(Record const& model, std::vector<double> const& held);

}  // namespace lnz
