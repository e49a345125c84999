#pragma once

#include "lnz/stream.hpp"
#include "models/kernels/packed_bits.hpp"
#include "training/tiled_rbm.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// Replica exchange that goes on while the machine changes: `chains` ladders of evenly spaced
/// temperatures from independent units to the machine,
///   ln f_beta(v) = v.((1 - beta) g + beta b) + sum_j ln(1 + exp(beta (c_j + v.W_j))),
/// a Gibbs sweep of all and then swaps of neighbours, odd and even pairs in turn.
/// Desjardins, Courville, Bengio, Vincent & Delalleau (2010), AISTATS; Cho, Raiko & Ilin (2010).
class TemperedChains {
 public:
  /// All start as independent units of log odds g. temperatures >= 2.
  TemperedChains(Row const& log_odds, std::size_t chains, std::size_t temperatures,
                 std::uint64_t seed);

  void sweep(TiledRbm const& machine, TiledMatrix const& transposed, std::uint64_t seed,
             std::uint64_t update);

  PackedBits at_machine() const;                   ///< those at beta = 1, [chains]
  PackedBits const& states() const { return v_; }  ///< all, lane = temperature * chains + chain
  PackedBits& states() { return v_; }

 private:
  std::vector<double> log_ratios(TiledRbm const& machine, std::vector<double> const& to) const;
  void swap(TiledRbm const& machine, Stream& random);

  std::size_t chains_;
  Aligned<float> g_;
  std::vector<double> beta_;  ///< of each lane
  PackedBits v_;
};

}  // namespace lnz
