#pragma once

#include "models/pairwise/boltzmann_parameters.hpp"

namespace lnz {

/// The units that `enumerate` runs through: the side with links inside it, the smaller one if there
/// are none, all units if both have them or one side is all there is.
std::size_t enumerated_units(BoltzmannParameters const& machine);

/// ln Z of the machine as a sum over the states of these units, the others summed out. Time as for
/// an RBM, or for spins if all units are enumerated. The same bits for any number of threads.
double enumerate(BoltzmannParameters const& machine);

}  // namespace lnz
