#pragma once

#include "lnz/record.hpp"
#include "models/kernels/packed_bits.hpp"
#include "training/tiled_rbm.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// ln Z of a binary machine that learns. Chains of their own, which the machine never sees, begin
/// as independent units and are annealed from where it was to where it is, in equal steps of W, b,
/// c,
///   ln w <- ln w + ln f_(k+1)(v) - ln f_k(v),   then a Gibbs sweep of f_(k+1):
/// annealed importance sampling (Neal 2001) along a ladder of what the machine has been. Its mean
/// of weights is unbiased for Z at every stop, since the path does not depend on these chains.
/// Krause, Fischer & Igel (2020), Artif. Intell. 278, 103195; Bereux, Decelle, Furtlehner & Seoane
/// (2025).
///
/// Straight from stop to stop: the way itself, update by update, has the noise of the gradient in
/// it, on which chains lose hundreds of nats an epoch.
class TrackedLogZ {
 public:
  /// Independent units of log odds b.
  TrackedLogZ(Row const& b, Eigen::Index hidden, std::size_t chains, std::uint64_t seed);

  /// Goes on to this machine, in so many steps.
  void follow(FloatRbm const& machine, int steps);

  double log_z() const;  ///< ln Z of the machine it followed last, nats
  /// One standard error of it: the root of the sum of 1/ess - 1/chains over all resamplings. Too
  /// small where chains that were copied stay alike.
  double std_error() const;

  void save(Record& run) const;  ///< `checkpoint/tracked/...`
  void load(Record const& run);

 private:
  void resample();

  std::uint64_t seed_;
  std::uint64_t steps_ = 0;  ///< taken; address of the random numbers
  double log_z_;             ///< of the machine at the last resampling
  double variance_ = 0;      ///< of it
  FloatRbm machine_;         ///< it has reached
  PackedBits v_;
  std::vector<double> log_weight_;
};

}  // namespace lnz
