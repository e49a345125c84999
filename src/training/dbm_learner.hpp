#pragma once

#include "core/data_set.hpp"
#include "models/kernels/packed_bits.hpp"
#include "models/layered/dbm_layers.hpp"
#include "training/dense_ascent.hpp"
#include "training/followed_log_z.hpp"
#include "training/learner.hpp"
#include "training/tiled_rbm.hpp"
#include "training/training.hpp"

namespace lnz {

/// All layers of a deep Boltzmann machine together: examples pull with the means of their layers
/// (mean_field), persistent chains push. Its machine has two sides, as DbmLayers says.
/// Salakhutdinov & Hinton (2009), AISTATS, sec. 2; centred: Montavon & Mueller (2012).
class DbmLearner final : public Learner {
 public:
  /// The data must outlive it.
  DbmLearner(DataSet const& data, DbmLayers layers, FloatRbm start, TrainingOptions const& options,
             std::uint64_t seed);

  void update(std::span<std::size_t const> rows, Update const& now) override;
  FloatRbm machine() const override { return machine_; }
  ModelHandle path(Reference const& visible) const override {
    return path_of_bits(machine(), visible);
  }

  /// `log_unnormalised` is the mean variational bound of it, over 1,000 examples.
  std::map<std::string, double> figures() const override;
  void save(Record& run) const override;
  void load(Record const& run) override;

 private:
  void tile();

  DataSet const& data_;
  DbmLayers layers_;
  TrainingOptions options_;
  std::uint64_t seed_;
  FloatRbm machine_, velocity_;
  DenseOffsets offsets_;
  TiledRbm tiled_;          ///< the machine
  TiledMatrix transposed_;  ///< of its W
  PackedBits chains_;       ///< of even layers
};

/// The machine that layers make which learnt one by one, counting twice what they are to hear from
/// both sides: their weights, and for a layer between two the mean of its biases in either.
FloatRbm joined(DbmLayers const& layers, std::vector<FloatRbm> const& learnt);

}  // namespace lnz
