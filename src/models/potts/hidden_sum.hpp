#pragma once

#include "models/potts/potts_machine.hpp"

#include <Eigen/Core>

#include <vector>

namespace lnz {

/// A Potts machine's categories summed out: c.h + sum_i ln sum_a exp(b_ia + W_ia.h) for one h that
/// changes bit by bit. Fields are [sites, q] with the sites contiguous.
class HiddenSum {
 public:
  explicit HiddenSum(PottsMachine const& machine);

  std::size_t hidden() const { return static_cast<std::size_t>(c_.size()); }
  bool test(std::size_t j) const { return h_[j]; }
  void clear();  ///< h = 0
  void flip(std::size_t j);
  double log_weight() const;  ///< of h as it is
  double if_flipped(std::size_t j) const;

 private:
  double log_weight_of(Eigen::ArrayXXd const& fields, double bias) const;

  Eigen::ArrayXXd b_, fields_;      ///< [sites, q]
  std::vector<Eigen::ArrayXXd> W_;  ///< of every hidden unit
  Eigen::ArrayXd c_;
  std::vector<bool> h_;
  double bias_ = 0;  ///< c.h
};

}  // namespace lnz
