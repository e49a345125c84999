#pragma once

#include "exact/registry.hpp"

namespace lnz {

/// Open 2D lattices without field: Z = 2^N prod cosh(K) sqrt(det(1 - A)), K = beta J
/// (Kac & Ward 1952; proof: Lis 2016, "A short proof of the Kac-Ward formula").
///
/// Frustration at large beta cancels digits. The determinant is taken three times, of the lattice
/// and of its transpose and its reverse with weights one rounding away; the differences give the
/// error. While it is too large all are repeated in a longer arithmetic.
double kac_ward_cost(Record const& model, std::string& why_not);
ExactLogZ kac_ward(Record const& model, double beta);

}  // namespace lnz
