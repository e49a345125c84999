#pragma once

#include "core/data_set.hpp"
#include "training/dense_ascent.hpp"
#include "training/learner.hpp"
#include "training/training.hpp"

namespace lnz {

/// An RBM of real visible and binary hidden units, by contrastive divergence or persistent chains,
///   E(x, h) = |x - b|^2 / 2 - c.h - x'W h,
/// in units x_i = (v_i - mean_i) / sigma_i of the data's means and standard deviations, which stay
/// fixed. Hinton (2012), A practical guide to training RBMs, sec. 13.2; Cho, Ilin & Raiko (2011).
class GaussianLearner final : public Learner {
 public:
  /// The data must outlive it.
  GaussianLearner(DataSet const& data, TrainingOptions const& options, std::uint64_t seed);

  void update(std::span<std::size_t const> rows, Update const& now) override;
  FloatRbm machine() const override { return machine_; }  ///< of x
  ModelHandle path(Reference const& visible) const override;
  std::map<std::string, double> figures() const override;
  void save(Record& run) const override;
  void load(Record const& run) override;

 private:
  Matrix gathered(std::span<std::size_t const> rows) const;
  Matrix seen() const;
  void gibbs(std::uint64_t update);

  DataSet const& data_;
  TrainingOptions options_;
  std::uint64_t seed_;
  Row mean_, sigma_;  ///< of the data
  FloatRbm machine_, velocity_;
  DenseOffsets offsets_;
  Matrix chains_;  ///< [chains, visible]
};

/// Means and standard deviations of the columns; a constant one has 1.
struct Spread {
  Row mean, sigma;
};
Spread spread_of(DataSet const& data);

}  // namespace lnz
