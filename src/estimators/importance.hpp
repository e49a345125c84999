#pragma once

#include "lnz/estimators.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lnz {

/// ln Z = ln Z_0 + ln mean exp(log_weight); Neal (2001), eq. (10). The standard error is the delta
/// method's, the interval a percentile bootstrap of 1,000 resamples (Efron 1979), seeded;
/// ess = (sum w)^2 / sum w^2. With fewer than 10 effective chains or Pareto k above 0.7 both err on
/// the low side, as the mean does: the distance to the second cumulant, which sees the bulk of the
/// weights only and is exact where their logarithms are normal (Jarzynski 1997, PRL 78, 2690, eq.
/// 13), is then added in quadrature, and the interval holds at least 1.96 such errors.
Estimate from_importance_weights(std::span<double const> log_weight, double log_z_reference,
                                 std::uint64_t seed);

/// ln Z_0 + mean(log_weight): by Jensen's inequality its expectation lies below ln Z.
double log_mean_bound(std::span<double const> log_weight, double log_z_reference);

/// Shape k of the generalised Pareto distribution fitted to the largest weights; above 0.7 their
/// mean cannot be trusted. Vehtari, Simpson, Gelman, Yao & Gabry (2024), JMLR 25(72), with the
/// fit of Zhang & Stephens (2009) and the prior of that paper. NaN for fewer than 25 weights.
double pareto_k(std::span<double const> log_weight);

}  // namespace lnz
