#pragma once

#include "exact/registry.hpp"

namespace lnz {

/// ln Z of a Hopfield network as a sum over the magnetisations of its classes of spins. Spins that
/// stand alike in all patterns, or opposite in all, enter the overlaps by their sum only: P
/// patterns make at most 2^(P-1) classes, whatever N. Applies while the product of (spins of a
/// class + 1) over the classes is at most 2^32; at worst, classes of one spin each, it is the sum
/// over states.
double hopfield_sum_cost(Record const& model, std::string& why_not);
ExactLogZ hopfield_sum(Record const& model, double beta);

}  // namespace lnz
