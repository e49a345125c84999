#pragma once

#include "exact/registry.hpp"

namespace lnz {

/// The uniform 2D torus without field, Kaufman (1949), Phys. Rev. 76, 1232, in a form without
/// cancellation at beta = 0, at T_c or at low temperature.
double kaufman_cost(Record const& model, std::string& why_not);
ExactLogZ kaufman(Record const& model, double beta);

/// ln Z of the n x m torus with all bonds K >= 0; a side of length 2 has double bonds. O(n).
double log_z_torus(std::size_t n, std::size_t m, double K);

}  // namespace lnz
