#pragma once

#include "models/kernels/aligned.hpp"
#include "models/kernels/softplus_sum.hpp"
#include "models/rbm/rounded_weights.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lnz {

/// Metropolis flips of random hidden units of an RBM with the visible layer summed out:
///   p(h) ~ exp(beta c.h) prod_i (1 + exp(x_i(h))),
/// x_i the log odds of visible unit i under h at beta. They cross barriers that no single layer
/// can: on a machine whose modes differ in a hidden unit, block Gibbs needs 10^5 sweeps and
/// these flips tens. One costs as much as drawing the visible layer.
class HiddenFlips {
 public:
  static constexpr int kFlips = 16;  ///< of a lane in a sweep that has flips

  HiddenFlips() = default;
  /// weights: the machine's, as sampled; bias: c.
  HiddenFlips(RoundedWeights const& weights, std::vector<double> const& bias);

  /// Whether sweep number `step` has flips: every one up to 24 hidden units, then fewer, so that
  /// flips cost less and less of a sweep (at 784 x 500 a hundredth).
  bool in(std::uint64_t step) const { return step % period_ == 0; }

  /// kFlips attempts on the hidden units of one lane; x are its visible fields, kept up with the
  /// flips; spare has the same size; words are 2 kFlips random words.
  void flip(PackedBits& h, std::size_t lane, double beta, LaneField x, LaneField spare,
            std::span<std::uint32_t const> words) const;

 private:
  std::size_t hidden_ = 0, row_ = 0;
  std::uint64_t period_ = 1;
  Aligned<float> weights_;  ///< [hidden, visible padded to 16]
  std::vector<double> bias_;
};

}  // namespace lnz
