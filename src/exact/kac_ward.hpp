#pragma once

#include "exact/registry.hpp"

namespace lnz {

/// Open 2D lattices without field: Z = 2^N prod cosh(K) sqrt(det(1 - A)), K = beta J
/// (Kac & Ward 1952; proof: Lis 2016, "A short proof of the Kac-Ward formula").
///
/// Frustration at large beta cancels digits. The determinant is taken twice, the second time
/// of the transposed lattice with weights one rounding away, and their difference is the error;
/// while it is too large both are repeated in a longer arithmetic.
double kac_ward_cost(Record const& model, std::string& why_not);
ExactLogZ kac_ward(Record const& model, double beta);

}  // namespace lnz
