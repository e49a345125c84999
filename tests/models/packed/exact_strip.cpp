#include "models/packed/exact_strip.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lnz {
namespace {

int spin(std::size_t state, std::size_t site) { return state >> site & 1 ? 1 : -1; }

/// An index with probability in proportion to its weight.
std::size_t drawn(Eigen::ArrayXd const& weight, Stream& random) {
  double left = random.uniform() * weight.sum();
  Eigen::Index i = 0;
  while (i + 1 < weight.size() && left >= weight[i]) left -= weight[i++];
  return static_cast<std::size_t>(i);
}

}  // namespace

ExactStrip::ExactStrip(LatticeParameters const& lattice, double beta)
    : width_(lattice.sites() / lattice.shape.back()) {
  std::size_t const length = lattice.shape.back(), last = lattice.axes() - 1;
  auto const states = std::size_t{1} << width_;
  auto const n = static_cast<Eigen::Index>(states);
  for (std::size_t k = 0; k < length; ++k) {
    Eigen::MatrixXd& T = step_.emplace_back(n, n);
    for (std::size_t x = 0; x < states; ++x)
      for (std::size_t y = 0; y < states; ++y) {
        double sum = 0;
        for (std::size_t c = 0; c < width_; ++c) {
          std::size_t const site = c * length + k;
          for (std::size_t axis = 0; axis < last; ++axis)
            sum += lattice.bond(axis, site) * spin(x, c) *
                   spin(x, lattice.neighbour(axis, site) / length);
          sum += lattice.bond(last, site) * spin(x, c) * spin(y, c);
        }
        T(static_cast<Eigen::Index>(x), static_cast<Eigen::Index>(y)) = std::exp(beta * sum);
      }
  }
  rest_.assign(length + 1, Eigen::MatrixXd::Identity(n, n));
  for (std::size_t k = length; k-- > 0;) {
    rest_[k] = step_[k] * rest_[k + 1];
    rest_[k] /= rest_[k].maxCoeff();
  }
  order_pairs();
}

/// P(x_k = x, x_{k+1} = y) ~ T_k(x, y) (T_{k+1} ... T_{L-1} T_0 ... T_{k-1})(y, x).
void ExactStrip::order_pairs() {
  Eigen::MatrixXd before = rest_.back();
  for (std::size_t k = 0; k < columns(); ++k) {
    Eigen::MatrixXd const around = rest_[k + 1] * before;
    Eigen::MatrixXd const p = step_[k].transpose().cwiseProduct(around);  // (y, x), by columns x
    double const total = p.sum();
    auto& intervals = pairs_.emplace_back(p.size());
    std::vector<std::size_t> order(intervals.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(
        order, [&](std::size_t a, std::size_t b) { return p.data()[a] > p.data()[b]; });
    double from = 0;
    for (std::size_t const pair : order) {
      intervals[pair] = {from, p.data()[pair] / total};
      from += intervals[pair].size;
    }
    before *= step_[k];
    before /= before.maxCoeff();
  }
}

std::vector<std::int8_t> ExactStrip::draw(Stream& random) const {
  std::vector<std::int8_t> spins(width_ * columns());
  std::size_t const first = drawn(rest_.front().diagonal().array(), random);
  for (std::size_t k = 0, x = first; k < columns(); ++k) {
    for (std::size_t c = 0; c < width_; ++c)
      spins[c * columns() + k] = static_cast<std::int8_t>(spin(x, c));
    x = drawn(step_[k].row(static_cast<Eigen::Index>(x)).transpose().array() *
                  rest_[k + 1].col(static_cast<Eigen::Index>(first)).array(),
              random);
  }
  return spins;
}

std::size_t ExactStrip::state(std::size_t column, std::span<std::int8_t const> spins) const {
  std::size_t state = 0;
  for (std::size_t c = 0; c < width_; ++c)
    state |= std::size_t{spins[c * columns() + column] > 0} << c;
  return state;
}

double ExactStrip::place_of_pair(std::size_t column, std::span<std::int8_t const> spins,
                                 double v) const {
  std::size_t const next = (column + 1) % columns();
  auto const [from, size] = pairs_[column][(state(column, spins) << width_) + state(next, spins)];
  return from + size * v;
}

}  // namespace lnz
