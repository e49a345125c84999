#pragma once

#include "models/rbm/rbm_parameters.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// Weights rounded so that all sums of selected rows, and of selected columns, fit into 16 bits:
///   W_ij = step_ij n_ij,  step_ij = max(visible_step_i, hidden_step_j),  powers of two,
/// so that W_ij is a whole multiple of either step. A unit's step is the smallest for which the
/// positive weights of its row or column, and the negative ones, add up to less than 2^15 steps.
struct RoundedWeights {
  std::size_t visible = 0, hidden = 0;
  std::vector<double> W;  ///< [visible, hidden], row-major
  std::vector<double> visible_step, hidden_step;

  /// W_ij in steps of visible unit i or of hidden unit j.
  std::int16_t in_visible_steps(std::size_t i, std::size_t j) const;
  std::int16_t in_hidden_steps(std::size_t i, std::size_t j) const;

  /// Standard deviation of v'(W - rounded W)h for independent units of mean 1/2 and rounding
  /// errors uniform in a step: how far the rounded machine is from the true one, in nats.
  double error() const;
};

RoundedWeights rounded(RbmParameters const& machine);

/// The weights as they are, every step 1.
RoundedWeights unrounded(RbmParameters const& machine);

}  // namespace lnz
