#include "core/monotone_cubic.hpp"

#include <algorithm>
#include <utility>

namespace lnz {

MonotoneCubic::MonotoneCubic(std::vector<double> x, std::vector<double> y)
    : x_(std::move(x)), y_(std::move(y)), slope_(x_.size()) {
  auto const secant = [&](std::size_t k) { return (y_[k + 1] - y_[k]) / (x_[k + 1] - x_[k]); };
  std::size_t const last = x_.size() - 1;
  slope_.front() = secant(0);
  slope_.back() = secant(last - 1);
  for (std::size_t k = 1; k < last; ++k) {
    double const left = secant(k - 1), right = secant(k);
    double const h_left = x_[k] - x_[k - 1], h_right = x_[k + 1] - x_[k];
    double const w_left = 2 * h_right + h_left, w_right = h_right + 2 * h_left;
    slope_[k] = left * right > 0 ? (w_left + w_right) / (w_left / left + w_right / right) : 0;
  }
}

double MonotoneCubic::operator()(double x) const {
  if (x <= x_.front()) return y_.front();
  if (x >= x_.back()) return y_.back();
  auto const k = static_cast<std::size_t>(std::ranges::upper_bound(x_, x) - x_.begin()) - 1;
  double const h = x_[k + 1] - x_[k], t = (x - x_[k]) / h, s = 1 - t;
  double const value = y_[k] * (1 + 2 * t) * s * s + y_[k + 1] * (1 + 2 * s) * t * t +
                       h * s * t * (slope_[k] * s - slope_[k + 1] * t);
  return std::clamp(value, y_[k], y_[k + 1]);
}

}  // namespace lnz
