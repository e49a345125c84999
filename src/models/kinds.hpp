#pragma once

#include "models/registry.hpp"

namespace lnz {

/// The kinds that registry.cpp lists; each is defined in its own file.
ModelKind rbm_kind();
ModelKind dbm_kind();
ModelKind dbn_kind();
ModelKind lattice_kind();
ModelKind spin_kind();
ModelKind boltzmann_kind();
ModelKind hopfield_kind();

}  // namespace lnz
