#pragma once

#include "lnz/record.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <span>

namespace lnz {

/// An rbm of real units v and h, a normal distribution,
///   -E(v, h) = sum_i (-(v_i - b_i)^2 / (2 sigma_i^2) + (v_i / sigma_i^2) (W h)_i) + c.h - h.h/2.
class NormalMachine {
 public:
  /// From the record of an rbm with two Gaussian layers. Throws ConfigError naming the source on
  /// datasets that are missing, of other shapes or not finite, on sigma <= 0, and if the density
  /// grows without end: M = 1 - W' diag(1/sigma^2) W has to be positive definite.
  explicit NormalMachine(Record const& model);

  /// ln int exp(-beta E) dv dh, beta > 0,
  ///   = 1/2 sum_i ln(2 pi sigma_i^2 / beta) + nh/2 ln(2 pi / beta) - 1/2 ln det M + beta/2 a'a_M,
  ///   M a_M = a = c + W' diag(1/sigma^2) b.
  double log_z(double beta) const;

  /// ln int exp(-beta E) dh.
  double log_unnormalised(double beta, std::span<float const> v) const;

  std::size_t visible() const { return static_cast<std::size_t>(b_.size()); }
  std::size_t hidden() const { return static_cast<std::size_t>(c_.size()); }
  /// About by how much M amplifies rounding.
  double condition() const;

 private:
  Eigen::MatrixXd precise_W_;  ///< diag(1/sigma^2) W, [visible, hidden]
  Eigen::VectorXd b_, sigma_, c_;
  Eigen::LLT<Eigen::MatrixXd> M_;
};

}  // namespace lnz
