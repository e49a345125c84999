#pragma once

#include "models/pairwise/boltzmann_parameters.hpp"
#include "models/spins/spin_graph.hpp"

#include <vector>

namespace lnz {

/// Any pairwise system as bits x_i = 0, 1:
///   -E(x) = sum_{i<j} w_ij x_i x_j + sum_i b_i x_i + constant.
struct LinkedBits {
  SpinGraph links;           ///< w, by rows
  std::vector<double> bias;  ///< b, [units]
  double constant = 0;

  std::size_t units() const { return bias.size(); }
};

/// The visible units, then the hidden ones.
LinkedBits linked_bits(BoltzmannParameters const& machine);

/// x = (1 + s)/2: w_ij = 4 J_ij, b_i = 2 h_i - 2 sum_j J_ij.
LinkedBits linked_bits(SpinParameters const& system);

/// s = 2 x - 1: J_ij = w_ij / 4, h_i = b_i/2 + sum_j w_ij / 4. Without the constant, which becomes
/// constant + sum_{i<j} w_ij / 4 + sum_i b_i / 2, returned in `constant`.
SpinParameters to_spins(LinkedBits const& bits, double& constant);

/// Throws ConfigError if the links and the bias of a unit add up to more than single precision can
/// hold.
void require_single_precision(LinkedBits const& bits);

}  // namespace lnz
