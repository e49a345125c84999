#include "models/potts/hidden_sum.hpp"

namespace lnz {

using Eigen::ArrayXd, Eigen::ArrayXXd, Eigen::Index;

HiddenSum::HiddenSum(PottsMachine const& machine)
    : b_(machine.sites, machine.q),
      W_(machine.hidden, ArrayXXd(machine.sites, machine.q)),
      c_(ArrayXd::Map(machine.c.data(), static_cast<Index>(machine.hidden))) {
  for (std::size_t i = 0; i < machine.sites; ++i)
    for (std::size_t a = 0; a < machine.q; ++a) {
      auto const site = static_cast<Index>(i), category = static_cast<Index>(a);
      std::size_t const row = i * machine.q + a;
      b_(site, category) = machine.b[row];
      for (std::size_t j = 0; j < machine.hidden; ++j)
        W_[j](site, category) = machine.W[row * machine.hidden + j];
    }
  clear();
}

void HiddenSum::clear() {
  h_.assign(W_.size(), false);
  fields_ = b_;
  bias_ = 0;
}

void HiddenSum::flip(std::size_t j) {
  double const sign = h_[j] ? -1 : 1;
  fields_ += sign * W_[j];
  bias_ += sign * c_[static_cast<Index>(j)];
  h_[j] = !h_[j];
}

double HiddenSum::log_weight() const { return log_weight_of(fields_, bias_); }

double HiddenSum::if_flipped(std::size_t j) const {
  double const sign = h_[j] ? -1 : 1;
  return log_weight_of(fields_ + sign * W_[j], bias_ + sign * c_[static_cast<Index>(j)]);
}

double HiddenSum::log_weight_of(ArrayXXd const& fields, double bias) const {
  ArrayXd const top = fields.rowwise().maxCoeff();
  return bias + top.sum() + (fields.colwise() - top).exp().rowwise().sum().log().sum();
}

}  // namespace lnz
