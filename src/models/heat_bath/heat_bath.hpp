#pragma once

#include "lnz/model_handle.hpp"
#include "models/registry.hpp"
#include "models/spins/lattice_parameters.hpp"

namespace lnz {

/// A lattice that HeatBathLattice::refusal() does not name, moved by heat bath.
ModelHandle heat_bath(LatticeParameters const& lattice, Reference const& reference);

/// The same where it is large or a block's lanes are few, by forests otherwise.
ModelHandle heat_bath_or_forest(LatticeParameters const& lattice, Reference const& reference);

}  // namespace lnz
