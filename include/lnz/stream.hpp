#pragma once

#include <Random123/philox.h>

#include <cstdint>
#include <span>

namespace lnz {

/// What a stream's numbers are used for; part of the key, so uses never overlap.
enum class Purpose : std::uint32_t {
  reference = 1,  ///< draws from f_0
  sweep,          ///< Markov moves
  swap,           ///< replica-exchange decisions
  pilot,          ///< seeds of pilot runs
  bootstrap,      ///< resampling of stored samples
  couplings,      ///< random models
  data,           ///< binarisation and shuffling of data sets
  training,       ///< Gibbs chains and initial weights of training
  ascent,         ///< starts of searches for the heaviest states
};

/// Counter-based random numbers: the n-th draw depends only on
/// (seed, purpose, block, step, n), never on ranks, threads or history.
/// A checkpoint therefore stores `step` and no generator state.
///
/// Philox4x32-10: Salmon et al., SC'11, doi:10.1145/2063384.2063405. The key is a
/// 64-bit hash of (seed, purpose), so neighbouring seeds share nothing.
class Stream {
 public:
  Stream(std::uint64_t seed, Purpose purpose, std::uint32_t block, std::uint64_t step);

  /// The next 32 random bits.
  std::uint32_t bits() {
    if (used_ == 4) refill();
    return words_[used_++];
  }

  /// Uniform on (0, 1): multiples of 2^-33 that are never 0 or 1.
  double uniform() { return (bits() + 0.5) * 0x1p-32; }

  /// Standard normal (Box & Muller 1958); two draws of `uniform`.
  double normal();

  /// out[i] = the next 32 random bits: the numbers `bits` would give, faster.
  void fill(std::span<std::uint32_t> out);

  /// The step of its address: for choices that must not tie the lanes of a block together.
  std::uint64_t step() const { return counter_[2] | std::uint64_t{counter_[3]} << 32; }

 private:
  void refill();

  r123::Philox4x32::key_type key_;
  r123::Philox4x32::ctr_type counter_;
  r123::Philox4x32::ctr_type words_{};
  unsigned used_ = 4;
};

/// A seed for a run inside a run, unrelated to `seed` and to other (purpose, index).
std::uint64_t derived_seed(std::uint64_t seed, Purpose purpose, std::uint64_t index);

}  // namespace lnz
