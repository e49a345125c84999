#include "lnz/log_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lnz {

double log_sum_exp(std::span<double const> a) {
  if (a.empty()) return -std::numeric_limits<double>::infinity();
  double const top = *std::ranges::max_element(a);
  if (std::isinf(top))
    return std::ranges::any_of(a, [](double x) { return std::isnan(x); }) ? std::nan("") : top;
  double sum = 0;
  for (double x : a) sum += std::exp(x - top);
  return top + std::log(sum);
}

double log_mean_exp(std::span<double const> a) {
  return log_sum_exp(a) - std::log(static_cast<double>(a.size()));
}

double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

double logit(double p) { return std::log(p) - std::log1p(-p); }

}  // namespace lnz
