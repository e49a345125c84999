#pragma once

#include "models/kernels/packed_bits.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/rbm/rounded_weights.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace lnz {

/// What leads from a machine with rounded weights to the true one:
///   ln f(v) - ln g(v) = sum_j softplus(f_j + d_j) - softplus(f_j),
/// f_j the rounded machine's hidden fields and d = v'(W - rounded W) + c - rounded c. The
/// differences d are summed in float (error below 1e-9), all else in float64.
class ExactEnd {
 public:
  ExactEnd() = default;
  /// rounded_c: the hidden biases that the rounded machine is sampled with.
  ExactEnd(RbmParameters const& machine, RoundedWeights const& weights,
           std::vector<float> const& rounded_c);

  /// fields: f of lane `lane` of v, [hidden].
  double log_ratio(PackedBits const& v, std::size_t lane, std::span<double const> fields) const;

 private:
  std::size_t hidden_ = 0;
  std::vector<float> residual_;  ///< W - rounded W, [visible, hidden]
  std::vector<double> bias_;     ///< c - rounded c
};

}  // namespace lnz
