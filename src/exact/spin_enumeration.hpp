#pragma once

#include "models/spins/spin_parameters.hpp"

namespace lnz {

/// ln Z of the system at beta = 1 as the sum over all its states. Time 2^sites nanoseconds on
/// one core. The same bits for any number of threads.
double enumerate(SpinParameters const& system);

}  // namespace lnz
