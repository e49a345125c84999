#include "models/gaussian/normal_machine.hpp"

#include "lnz/error.hpp"
#include "models/gaussian/gaussian_machine.hpp"
#include "models/rbm/rbm_parameters.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace lnz {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::VectorXd vector_of(std::vector<double> const& values) {
  return Eigen::Map<Eigen::VectorXd const>(values.data(), static_cast<Eigen::Index>(values.size()));
}

}  // namespace

NormalMachine::NormalMachine(Record const& model) {
  RbmParameters const machine = rbm_weights(model);
  b_ = vector_of(machine.b);
  c_ = vector_of(machine.c);
  sigma_ = vector_of(visible_sigma(model, machine.visible));
  Eigen::Map<RowMajor const> const W(machine.W.data(), b_.size(), c_.size());
  precise_W_ = sigma_.cwiseAbs2().cwiseInverse().asDiagonal() * W;
  M_.compute(Eigen::MatrixXd::Identity(c_.size(), c_.size()) - W.transpose() * precise_W_);
  if (M_.info() != Eigen::Success)
    throw ConfigError(
        fmt::format("{}: 1 - W' diag(1/sigma^2) W is not positive definite (the density of two "
                    "Gaussian layers grows without end); make the weights smaller",
                    model.source));
}

double NormalMachine::log_z(double beta) const {
  Eigen::VectorXd const a = c_ + precise_W_.transpose() * b_;
  double const scale = 2 * std::numbers::pi / beta;
  return static_cast<double>(b_.size() + c_.size()) / 2 * std::log(scale) +
         sigma_.array().log().sum() - M_.matrixLLT().diagonal().array().log().sum() +
         beta / 2 * M_.matrixL().solve(a).squaredNorm();
}

double NormalMachine::log_unnormalised(double beta, std::span<float const> v) const {
  Eigen::VectorXd const x = Eigen::Map<Eigen::VectorXf const>(v.data(), b_.size()).cast<double>();
  double const away = (x - b_).cwiseQuotient(sigma_).squaredNorm(),
               pull = (c_ + precise_W_.transpose() * x).squaredNorm();
  return static_cast<double>(c_.size()) / 2 * std::log(2 * std::numbers::pi / beta) +
         beta / 2 * (pull - away);
}

double NormalMachine::condition() const {
  auto const diagonal = M_.matrixLLT().diagonal().array();
  double const ratio = diagonal.maxCoeff() / diagonal.minCoeff();
  return ratio * ratio;
}

}  // namespace lnz
