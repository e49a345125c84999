#pragma once

#include <span>

namespace lnz {

/// ln(exp(a_0) + ... + exp(a_{n-1})) without overflow; -inf for an empty range.
double log_sum_exp(std::span<double const> a);

/// log_sum_exp(a) - ln n.
double log_mean_exp(std::span<double const> a);

/// ln(1 + exp(x)) without overflow.
double softplus(double x);

/// 1 / (1 + exp(-x)).
double logistic(double x);

/// ln(p / (1 - p)), for p in (0, 1).
double logit(double p);

}  // namespace lnz
