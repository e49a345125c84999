#pragma once

#include "exact/layers.hpp"
#include "exact/registry.hpp"

namespace lnz {

/// Lattices of any couplings, fields and boundaries by a transfer matrix that adds one site at a
/// time, along the axis where that is cheapest. An open axis takes layers of up to 24 sites; a
/// periodic one repeats the sweep for every state of the first layer, half of them without field.
double transfer_matrix_cost(Record const& model, std::string& why_not);
ExactLogZ transfer_matrix(Record const& model, double beta);

/// ln Z at beta = 1 along these layers. The same bits for any number of threads. Throws ConfigError
/// where couplings between layers are too strong for the exponents of floating-point numbers.
double log_z_along(Layers const& layers);

/// Seconds of that on one core, roughly.
double seconds_along(std::size_t width, std::size_t count, bool closed, bool has_field);

}  // namespace lnz
