#pragma once

#include "lnz/communicator.hpp"
#include "lnz/model_handle.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <optional>
#include <string>

namespace lnz {

/// Why the multispin kernels do not take this lattice, if they do not.
std::optional<std::string> packing_refusal(LatticeParameters const& lattice);

/// A lattice that packing_refusal() does not name: blocks of many lanes as PackedReplicas, blocks
/// of few as PackedLattice where that takes the lattice, by the time a sweep will take. A team of
/// ranks shares blocks of the latter form. Throws ConfigError if the lattice has too few lines for
/// so many ranks.
ModelHandle packed(LatticeParameters const& lattice, Communicator const& team);

}  // namespace lnz
