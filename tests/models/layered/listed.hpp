#pragma once

#include "models/layered/layered_parameters.hpp"

#include <span>
#include <vector>

namespace lnz {

/// -E of one state of all layers, from the definition, its units in the order of the layers.
double minus_energy(LayeredParameters const& machine, std::span<double const> state);

/// ln of the sum of exp(-beta E) over the units that are NaN in `held`, which has all units or
/// those of the first layers; listed one by one.
double log_sum_listed(LayeredParameters const& machine, double beta, std::vector<double> held = {});

}  // namespace lnz
