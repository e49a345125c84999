#pragma once

#include "approx/registry.hpp"

namespace lnz {

/// constant + sum_ij J_ij m_i m_j + sum_i h_i m_i + S(m): a lower bound of ln Z for any means m in
/// [-1, 1].
double mean_field_value(Couplings const& system, std::vector<double> const& m);

}  // namespace lnz
