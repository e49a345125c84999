#pragma once

#include "models/kernels/aligned.hpp"
#include "models/kernels/packed_bits.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace lnz {

/// x W for bits x: sums of selected rows, by the method of four Russians (Arlazarov et al. 1970).
/// Inputs are taken in groups of 5 to 7, 32 to a pass; for a tile of outputs, 64 bytes wide, all
/// partial sums of a group are made once (one addition each) and every lane adds the one that its
/// bits select. A pass has 256 rows, 16 KiB (int16), or 448, 28 KiB: they stay in the first cache,
/// and the running sums of the lanes stream past them.
///
/// Cost of a lane: outputs/32 inputs/5.3 loads of 64 bytes (int16), outputs/16 inputs/6.4 (float).
/// The tables cost 8 and 14 rows an input and tile, shared by all lanes; for few lanes they are of
/// groups of 4, with 4 rows an input.
///
/// Sums of std::int16_t are exact, the same in any grouping, and wrap where they leave the type:
/// see RoundedWeights. Sums of float have the order of the groups, the same for any number of
/// lanes; relative error about 1e-6. Sums of double, of 8 outputs a tile, have an order that
/// follows the lanes; relative error about 1e-15.
template <class Sum>
class LookupProduct {
 public:
  /// Outputs of a tile.
  static constexpr std::size_t kTile = 64 / sizeof(Sum);

  LookupProduct() = default;
  /// weight(i, j) is W_ij.
  LookupProduct(std::size_t inputs, std::size_t outputs,
                std::function<Sum(std::size_t, std::size_t)> const& weight);

  std::size_t inputs() const { return inputs_; }
  std::size_t outputs() const { return outputs_; }
  std::size_t tiles() const { return (outputs_ + kTile - 1) / kTile; }

  /// out[l kTile + j] = sum_i x_i(lane l) W[i, t kTile + j], [lanes, kTile]; outputs beyond the
  /// last one are 0. `out` is aligned to 64 bytes. Units of x beyond the inputs take no part.
  void tile(std::size_t t, PackedBits const& x, Sum* out) const;

 private:
  std::size_t inputs_ = 0, outputs_ = 0;
  Aligned<Sum> weights_;  ///< [tiles, inputs padded to 32, kTile]
};

/// How the inputs of sums of float are grouped: alike for any number of lanes, so that a lane's
/// sums do not depend on the others, or as is fastest for the lanes at hand.
enum class Grouping { alike, by_lanes };

/// One tile of weights that change from product to product:
///   out[l 16 + j] = sum_i x_i(lane l) weights[i 16 + j],   [lanes, 16].
/// Rows of `weights` go on to the next multiple of 32, with zeros. Both are aligned to 64 bytes.
void lookup_tile(float const* weights, PackedBits const& x, Grouping grouping, float* out);

}  // namespace lnz
