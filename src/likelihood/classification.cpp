#include "likelihood/classification.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lnz {
namespace {

constexpr double kNormal95 = 1.959963984540054;  ///< 97.5% quantile of the standard normal

}  // namespace

Classification classify(std::vector<ClassValues> const& classes) {
  Classification out;
  for (std::size_t r = 0; r < classes[0].log_p.size(); ++r) {
    auto const value = [&](std::size_t k) { return classes[k].log_p[r] + classes[k].log_prior; };
    std::size_t first = 0, second = 1;
    if (value(second) > value(first)) std::swap(first, second);
    for (std::size_t k = 2; k < classes.size(); ++k) {
      if (value(k) > value(second)) second = k;
      if (value(second) > value(first)) std::swap(first, second);
    }
    ClassValues const &one = classes[first], &other = classes[second];
    out.chosen.push_back(first);
    out.lead.push_back(value(first) - value(second));
    out.lead_std_error.push_back(std::hypot(std::hypot(one.std_error[r], other.std_error[r]),
                                            std::hypot(one.log_z_error, other.log_z_error)));
  }
  return out;
}

std::vector<std::int64_t> ranks_of(std::vector<double> const& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<std::int64_t> rank(values.size());
  for (std::size_t place = 0; place < order.size(); ++place)
    rank[order[place]] = static_cast<std::int64_t>(place);
  return rank;
}

Proportion proportion(std::size_t count, std::size_t trials) {
  double const n = static_cast<double>(trials), p = static_cast<double>(count) / n,
               z2 = kNormal95 * kNormal95, centre = (p + z2 / (2 * n)) / (1 + z2 / n),
               half = kNormal95 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return {.value = p,
          .std_error = std::sqrt(p * (1 - p) / n),
          .ci95 = {std::max(0.0, centre - half), std::min(1.0, centre + half)}};
}

}  // namespace lnz
