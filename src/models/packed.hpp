#pragma once

#include "lnz/model_handle.hpp"
#include "models/lattice_parameters.hpp"

namespace lnz {

/// A lattice that PackedReplicas::refusal does not name: blocks of many lanes as PackedReplicas,
/// blocks of few as PackedLattice where that takes the lattice, by the time a sweep will take.
ModelHandle packed(LatticeParameters const& lattice);

}  // namespace lnz
