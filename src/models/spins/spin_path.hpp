#pragma once

#include "models/registry.hpp"
#include "models/spins/spin_graph.hpp"

#include <vector>

namespace lnz {

/// Tempered path of any sparse system of spins s_i = -1, +1, from independent spins:
///   ln f_beta(s) = beta (sum_<ij> J_ij s_i s_j + sum_i h_i s_i) + (1-beta) sum_i g_i s_i,
///   ln Z_0 = sum_i ln(2 cosh g_i),
/// with g_i = atanh(2 mean_i - 1) of the reference, 0 if it is uniform.
struct SpinPath {
  SpinGraph graph;
  std::vector<double> h, g;  ///< [sites]
  double log_z_reference = 0;
};

/// Throws ConfigError if the reference has another width than the system, or if the couplings
/// of a site add up to more than single precision can hold.
SpinPath spin_path(SpinParameters const& system, Reference const& reference);

}  // namespace lnz
