#pragma once

#include "bench/open_blas.hpp"
#include "models/kernels/aligned.hpp"
#include "models/kernels/ars.hpp"
#include "models/kernels/packed_bits.hpp"
#include "models/rbm/rbm_parameters.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// Annealing of an RBM without biases from a uniform reference as dense products would have it:
/// units are floats 0 and 1, both products sgemm; increments and draws are lnz's own, on the same
/// generator. Without hidden flips and without what biases take, so a little less than lnz does.
class SgemmStep {
 public:
  SgemmStep(OpenBlas const& blas, RbmParameters const& machine, std::size_t chains);

  /// log_weight += the increments to `to`, then h | v and v | h at `to`.
  void operator()(double from, double to);

  std::vector<double> const& log_weights() const { return log_weight_; }

 private:
  /// Units of all chains, rows padded to whole tiles.
  struct Layer {
    std::size_t units, row;
    Aligned<float> bits, sums;  ///< [chains, row]
    PackedBits drawn;           ///< 16 units a lane: tiles of rows take the place of lanes
    std::vector<float> target;  ///< beta of every such lane
    Aligned<float> one, zero;   ///< step and bias of the fields

    Layer(std::size_t unit_count, std::size_t chains);
  };

  void add_increments(double from, double to);
  void draw(Layer& layer, double beta, std::uint64_t kind) const;

  OpenBlas const* blas_;
  std::size_t chains_;
  Layer visible_, hidden_;
  Aligned<float> weights_;  ///< [visible, hidden row]
  std::vector<double> log_weight_;
  std::uint64_t steps_ = 0;
};

/// The floats 0 and 1 of tiles of 16 bits: the low half of every word gives 16 of them.
void to_floats(PackedBits const& bits, float* out);

}  // namespace lnz
