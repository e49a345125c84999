#pragma once

#include "exact/registry.hpp"

namespace lnz {

/// Sums over all states of up to 30 units: of a lattice, of a system of spins, of the smaller layer
/// of a binary RBM, whose larger layer is summed out, or of a Boltzmann machine likewise.
double enumeration_cost(Record const& model, std::string& why_not);
ExactLogZ enumeration(Record const& model, double beta);

}  // namespace lnz
