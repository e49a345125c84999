#pragma once

#include "estimators/edge.hpp"
#include "lnz/estimators.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// What the swaps say about a ladder.
struct LadderHealth {
  std::vector<double> rejection;  ///< mean of 1 - min(1, acceptance ratio), per edge
  double barrier = 0;             ///< Lambda, the sum of the rejections
  std::int64_t round_trips = 0;
};

/// Reference -> target -> reference, all replicas together.
std::int64_t round_trips(LadderSamples const& samples);

LadderHealth ladder_health(LadderSamples const& samples);

/// ln Z by one method, its error from the influence psi_r(t) that replica r's state in sweep t has
/// on it. Two estimates of the variance of ln Z, the larger of which counts:
///   along replica paths  1/T sum_lag sum_r <psi_r(t) psi_r(t + lag)>, which sees a replica that is
///                        stuck, but not that neighbours help each other;
///   of their sum         1/T sum_lag <Psi(t) Psi(t + lag)>, Psi = sum_r psi_r.
/// Errors at lower rungs are those of the sum, scaled to end at the error of ln Z.
Estimate ladder_estimate(LadderSamples const& samples, LadderMethod const& method,
                         double log_z_reference);

}  // namespace lnz
