#include "estimators/edge.hpp"
#include "lnz/log_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lnz {

EdgeEstimate bennett(std::span<double const> up, std::span<double const> down) {
  // f(Delta - up) = logistic(up - Delta);  f(-down - Delta) = logistic(down + Delta).
  double const n = static_cast<double>(up.size());
  auto const mean = [&](std::span<double const> ratio, double shift) {
    double sum = 0;
    for (double r : ratio) sum += logistic(r + shift);
    return sum / n;
  };
  // The excess falls monotonically in Delta; its zero lies within the range of the ratios.
  auto const [up_min, up_max] = std::ranges::minmax(up);
  auto const [down_min, down_max] = std::ranges::minmax(down);
  double low = std::min(up_min, -down_max), high = std::max(up_max, -down_min);
  while (high - low > 1e-13 * std::max(1.0, std::abs(low) + std::abs(high))) {
    double const middle = (low + high) / 2;
    if (middle == low || middle == high) break;
    (mean(up, -middle) > mean(down, middle) ? low : high) = middle;
  }
  EdgeEstimate edge{(low + high) / 2, {}, {}};
  double slope = 0;
  for (double r : up) edge.lower.push_back(logistic(r - edge.value));
  for (double r : down) edge.upper.push_back(logistic(r + edge.value));
  for (double f : edge.lower) slope += f * (1 - f) / n;
  for (double f : edge.upper) slope += f * (1 - f) / n;
  double const lower_mean = mean(up, -edge.value), upper_mean = mean(down, edge.value);
  slope = std::max(slope, std::numeric_limits<double>::min());
  for (double& f : edge.lower) f = (f - lower_mean) / slope;
  for (double& f : edge.upper) f = -(f - upper_mean) / slope;
  return edge;
}

}  // namespace lnz
