#pragma once

#include "models/kernels/packed_bits.hpp"
#include "training/ascent.hpp"
#include "training/examples.hpp"
#include "training/followed_log_z.hpp"
#include "training/learner.hpp"
#include "training/tempered_chains.hpp"
#include "training/training.hpp"

#include <optional>

namespace lnz {

/// A binary RBM, by contrastive divergence, persistent chains or chains with a
/// ladder of temperatures: a machine of its own or one layer
/// of a deep one. Visible biases start at the log odds of what it sees.
/// Hinton (2002), Neural Comput. 14, 1771 (CD); Tieleman (2008), ICML (PCD);
/// Hinton (2012), A practical guide to training RBMs.
class RbmLearner final : public Learner {
 public:
  /// The examples must outlive it.
  RbmLearner(Examples const& examples, std::size_t hidden, Doubling doubling,
             TrainingOptions const& options, std::uint64_t seed);

  void update(std::span<std::size_t const> rows, Update const& now) override;
  FloatRbm machine() const override { return machine_.plain(); }
  ModelHandle path(Reference const& visible) const override {
    return path_of_bits(machine(), visible);
  }
  std::map<std::string, double> figures() const override;
  void save(Record& run) const override;
  void load(Record const& run) override;

 private:
  PackedBits moved_chains(PackedBits const& examples, std::uint64_t update);
  Row hidden_offset() const;
  void set_machine(FloatRbm const& plain);

  Examples const& examples_;
  Doubling doubling_;
  TrainingOptions options_;
  std::uint64_t seed_;
  TiledRbm machine_, velocity_;
  TiledMatrix transposed_;  ///< of W
  Offsets offsets_;
  PackedBits chains_;                       ///< if they persist by themselves
  std::optional<TemperedChains> tempered_;  ///< if they persist on ladders
};

}  // namespace lnz
