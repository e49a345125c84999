#include "estimators/edge.hpp"

namespace lnz {
namespace {

struct Moments {
  double mean = 0, variance = 0;
};

Moments moments(std::span<double const> x) {
  Moments m;
  double const n = static_cast<double>(x.size());
  for (double value : x) m.mean += value / n;
  for (double value : x) m.variance += (value - m.mean) * (value - m.mean) / n;
  return m;
}

}  // namespace

EdgeEstimate thermodynamic_integration(std::span<double const> up, std::span<double const> down) {
  Moments const low = moments(up), high = moments(down);
  EdgeEstimate edge{(low.mean - high.mean) / 2 - (high.variance - low.variance) / 12, {}, {}};
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
