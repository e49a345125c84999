#include "estimators/edge.hpp"
#include "lnz/log_sum.hpp"

#include <cmath>

namespace lnz {
namespace {

/// exp(ratio) / mean exp(ratio) - 1 of every sample.
std::vector<double> relative_weights(std::span<double const> ratio, double log_mean) {
  std::vector<double> influence;
  influence.reserve(ratio.size());
  for (double r : ratio) influence.push_back(std::exp(r - log_mean) - 1);
  return influence;
}

}  // namespace

EdgeEstimate stepping_stone_up(std::span<double const> up, std::span<double const> down) {
  double const value = log_mean_exp(up);
  return {value, relative_weights(up, value), std::vector<double>(down.size(), 0.0)};
}

EdgeEstimate stepping_stone_down(std::span<double const> up, std::span<double const> down) {
  double const value = log_mean_exp(down);
  std::vector<double> influence = relative_weights(down, value);
  for (double& x : influence) x = -x;
  return {-value, std::vector<double>(up.size(), 0.0), std::move(influence)};
}

}  // namespace lnz
