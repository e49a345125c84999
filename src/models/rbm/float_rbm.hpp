#pragma once

#include <Eigen/Core>

namespace lnz {

/// Batches and weights, row-major: a row is a lane or a visible unit.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::RowVectorXf;

/// W, b, c of a binary RBM in float32, or what has their shape: a gradient, a velocity.
struct FloatRbm {
  Matrix W;  ///< [visible, hidden]
  Row b;     ///< [visible]
  Row c;     ///< [hidden]

  static FloatRbm zero(Eigen::Index visible, Eigen::Index hidden) {
    return {Matrix::Zero(visible, hidden), Row::Zero(visible), Row::Zero(hidden)};
  }
  bool all_finite() const { return W.allFinite() && b.allFinite() && c.allFinite(); }
};

}  // namespace lnz
