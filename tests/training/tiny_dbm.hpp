#pragma once

#include "models/layered/dbm_layers.hpp"

#include <vector>

namespace tiny {

/// A deep machine of weights and biases normal(0, scale^2), as an RBM of two sides.
lnz::FloatRbm random_dbm(lnz::DbmLayers const& layers, double scale, std::uint64_t seed);

/// ln sum_h exp(-E(v, h)) for one v of bits, by the list of the even layers' states.
double log_unnormalised(lnz::FloatRbm const& machine, lnz::DbmLayers const& layers,
                        std::vector<double> const& v);

/// ln Z by the list of visible states.
double log_z(lnz::FloatRbm const& machine, lnz::DbmLayers const& layers);

}  // namespace tiny
