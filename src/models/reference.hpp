#pragma once

#include "models/registry.hpp"

#include <vector>

namespace lnz {

/// A reference of the base rates of a data set's columns.
Reference column_means(DataSet const& data);

/// `means`, each pulled a twentieth towards 1/2 on either side so that no unit is frozen; close to
/// the base rates of Salakhutdinov & Murray (2008), (count + 3000)/63000.
Reference pulled(std::vector<double> means);

/// ln(m / (1 - m)) of each mean, [units]; zeros if the reference is uniform. Means are kept 1e-4
/// away from 0 and 1, so that the path reaches every state.
/// Throws ConfigError if the reference has another width or a mean outside [0, 1].
std::vector<double> log_odds(Reference const& reference, std::size_t units);

/// Independent spins s_i = -1, +1 of weights exp(g_i s_i).
struct IndependentSpins {
  std::vector<double> g;  ///< atanh(2 mean_i - 1), [sites]
  double log_z = 0;       ///< sum_i ln(2 cosh g_i)
};

/// Throws ConfigError like log_odds.
IndependentSpins independent_spins(Reference const& reference, std::size_t sites);

}  // namespace lnz
