#include "estimators/edge.hpp"

namespace lnz {
namespace {

struct Moments {
  double mean = 0, variance = 0, third = 0;  ///< central
};

Moments moments(std::span<double const> x) {
  Moments m;
  double const n = static_cast<double>(x.size());
  for (double value : x) m.mean += value / n;
  for (double value : x) {
    double const d = value - m.mean;
    m.variance += d * d / n;
    m.third += d * d * d / n;
  }
  return m;
}

}  // namespace

EdgeEstimate thermodynamic_integration(std::span<double const> up, std::span<double const> down) {
  Moments const low = moments(up), high = moments(down);
  EdgeEstimate edge{(low.mean - high.mean) / 2 - (high.variance - low.variance) / 12, {}, {}};
  // d<up>/ds and its derivative at both ends: variance and third moment, of -down at the upper.
  edge.left_out = (low.variance - high.variance) / 60 + (low.third - high.third) / 120;
  for (double r : up) {
    double const d = r - low.mean;
    edge.lower.push_back(d / 2 + (d * d - low.variance) / 12);
  }
  for (double r : down) {
    double const d = r - high.mean;
    edge.upper.push_back(-d / 2 - (d * d - high.variance) / 12);
  }
  return edge;
}

}  // namespace lnz
