#include "models/layered/mean_field.hpp"

#include "parallel/for_each.hpp"
#include "parallel/pieces.hpp"

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

constexpr Eigen::Index kExamples = 25;  ///< that go on until all of them rest
constexpr float kAtRest = 1e-3f;

/// 1 / (1 + exp(-field)).
auto probability(auto const& field) { return (1 + (-field.array()).exp()).inverse().matrix(); }

/// Layer by layer from the visible one, twice what comes from below where it will come from above.
void upward(FloatRbm const& machine, DbmLayers const& layers, Matrix& even, Matrix& odd) {
  for (std::size_t l = 1; l < layers.count(); ++l) {
    bool const is_odd = l % 2 == 1;
    float const times = l + 1 < layers.count() ? 2 : 1;
    Matrix& to = is_odd ? odd : even;
    Matrix const& from = is_odd ? even : odd;
    auto const below = from.middleCols(layers.first(l - 1), layers.size(l - 1));
    auto const W = layers.block(machine.W, l - 1);
    Matrix field(from.rows(), layers.size(l));
    if (is_odd)
      field.noalias() = times * below * W;
    else
      field.noalias() = times * below * W.transpose();
    field.rowwise() += (is_odd ? machine.c : machine.b).segment(layers.first(l), layers.size(l));
    to.middleCols(layers.first(l), layers.size(l)) = probability(field);
  }
}

/// p ln p + (1 - p) ln(1 - p), 0 at both ends.
double negative_entropy(float mean) {
  auto const p = static_cast<double>(mean);
  return (p > 0 ? p * std::log(p) : 0) + (p < 1 ? (1 - p) * std::log1p(-p) : 0);
}

}  // namespace

LayerMeans mean_field(FloatRbm const& machine, DbmLayers const& layers, Matrix const& v, int most) {
  Eigen::Index const visible = layers.size(0), free = layers.even() - visible;
  LayerMeans means{Matrix::Zero(v.rows(), layers.even()), Matrix(v.rows(), layers.odd())};
  Pieces const pieces(v.rows(), kExamples);
  for_each_index(pieces.count(), [&](std::size_t k) {
    Eigen::Index const rows = pieces.size(k);
    Matrix even(rows, layers.even()), odd(rows, layers.odd());
    even.leftCols(visible) = v.middleRows(pieces.first(k), rows);
    upward(machine, layers, even, odd);

    Matrix from_visible(rows, layers.odd()), field(rows, layers.odd()), back(rows, free);
    from_visible.noalias() = even.leftCols(visible) * machine.W.topRows(visible);
    from_visible.rowwise() += machine.c;
    float change = free > 0 ? 1.0f : 0.0f;  // with one hidden layer the upward pass is all
    for (int i = 0; i < most && change > kAtRest; ++i) {
      field = from_visible;
      field.noalias() += even.rightCols(free) * machine.W.bottomRows(free);
      field = probability(field);
      change = (field - odd).cwiseAbs().maxCoeff();
      odd.swap(field);
      back.noalias() = odd * machine.W.bottomRows(free).transpose();
      back.rowwise() += machine.b.tail(free);
      back = probability(back);
      change = std::max(change, (back - even.rightCols(free)).cwiseAbs().maxCoeff());
      even.rightCols(free) = back;
    }
    means.even.middleRows(pieces.first(k), rows) = even;
    means.odd.middleRows(pieces.first(k), rows) = odd;
  });
  return means;
}

Eigen::VectorXd variational_bound(FloatRbm const& machine, DbmLayers const& layers,
                                  LayerMeans const& means) {
  Eigen::VectorXd bound(means.even.rows());
  Pieces const pieces(means.even.rows(), kExamples);
  for_each_index(pieces.count(), [&](std::size_t k) {
    Eigen::Index const first = pieces.first(k), rows = pieces.size(k);
    auto const even = means.even.middleRows(first, rows), odd = means.odd.middleRows(first, rows);
    Matrix field(rows, layers.odd());
    field.noalias() = even * machine.W;
    field.rowwise() += machine.c;
    for (Eigen::Index r = 0; r < rows; ++r) {
      double sum = field.row(r).cast<double>().dot(odd.row(r).cast<double>()) +
                   machine.b.cast<double>().dot(even.row(r).cast<double>());
      for (Eigen::Index j = 0; j < odd.cols(); ++j) sum -= negative_entropy(odd(r, j));
      for (Eigen::Index i = layers.size(0); i < even.cols(); ++i)
        sum -= negative_entropy(even(r, i));
      bound[first + r] = sum;
    }
  });
  return bound;
}

}  // namespace lnz
