#include "models/rbm/exact_end.hpp"

#include "lnz/log_sum.hpp"

#include <Eigen/Core>

namespace lnz {

ExactEnd::ExactEnd(RbmParameters const& machine, RoundedWeights const& weights,
                   std::vector<float> const& rounded_c)
    : hidden_(machine.hidden) {
  residual_.reserve(machine.W.size());
  for (std::size_t ij = 0; ij < machine.W.size(); ++ij)
    residual_.push_back(static_cast<float>(machine.W[ij] - weights.W[ij]));
  for (std::size_t j = 0; j < hidden_; ++j)
    bias_.push_back(machine.c[j] - static_cast<double>(rounded_c[j]));
}

double ExactEnd::log_ratio(PackedBits const& v, std::size_t lane,
                           std::span<double const> fields) const {
  auto const n = static_cast<Eigen::Index>(hidden_);
  Eigen::ArrayXf change = Eigen::ArrayXf::Zero(n);
  for (std::size_t i = 0; i < v.units; ++i)
    if (v.test(i, lane)) change += Eigen::ArrayXf::Map(residual_.data() + i * hidden_, n);
  double sum = 0;
  for (std::size_t j = 0; j < hidden_; ++j) {
    double const d = static_cast<double>(change[static_cast<Eigen::Index>(j)]) + bias_[j];
    sum += softplus(fields[j] + d) - softplus(fields[j]);
  }
  return sum;
}

}  // namespace lnz
