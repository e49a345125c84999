#pragma once

#include "lnz/record.hpp"
#include "models/spins/spin_graph.hpp"

#include <vector>

namespace lnz {

/// Any model of pairs of two-valued units as spins, folded to beta = 1: for units that are spins or
/// bits x = (1 + s)/2,
///   sum_x exp(-beta E(x)) = exp(constant) sum_s exp(sum_(ij) J_ij s_i s_j + sum_i h_i s_i).
/// The units of a chain come first, in its order; hidden ones that it has summed out follow.
struct Couplings {
  SpinGraph graph;
  std::vector<double> h;  ///< [sites]
  double constant;
};

/// The model in this form. Throws ConfigError if its kind has none.
Couplings couplings(Record const& model, double beta);

}  // namespace lnz
