#include "bench/sgemm_step.hpp"

#include "models/kernels/draw_units.hpp"
#include "models/kernels/softplus_change.hpp"

#include <algorithm>

namespace lnz {
namespace {

constexpr std::size_t kTile = 16;

std::size_t padded(std::size_t units) { return (units + kTile - 1) / kTile * kTile; }

}  // namespace

SgemmStep::Layer::Layer(std::size_t unit_count, std::size_t chains)
    : units(unit_count),
      row(padded(unit_count)),
      bits(chains * row),
      sums(chains * row),
      drawn(kTile, chains * row / kTile),
      target(drawn.lanes),
      one(row),
      zero(row) {
  std::fill_n(one.data(), row, 1.0f);
}

SgemmStep::SgemmStep(OpenBlas const& blas, RbmParameters const& machine, std::size_t chains)
    : blas_(&blas),
      chains_(chains),
      visible_(machine.visible, chains),
      hidden_(machine.hidden, chains),
      weights_(machine.visible * hidden_.row),
      log_weight_(chains) {
  for (std::size_t i = 0; i < machine.visible; ++i)
    for (std::size_t j = 0; j < machine.hidden; ++j)
      weights_[i * hidden_.row + j] = static_cast<float>(machine.W[i * machine.hidden + j]);
}

void SgemmStep::add_increments(double from, double to) {
  for (std::size_t c = 0; c < chains_; ++c) {
    double change;
    softplus_change(hidden_.units, hidden_.sums.data() + c * hidden_.row, 1,
                    {hidden_.one.data(), hidden_.zero.data(), nullptr}, {&from, 1}, {&to, 1},
                    {&change, 1});
    log_weight_[c] += change;
  }
}

void SgemmStep::draw(Layer& layer, double beta, std::uint64_t kind) const {
  std::ranges::fill(layer.target, static_cast<float>(beta));
  draw_units(0, layer.sums.data(), {layer.one.data(), layer.zero.data(), nullptr},
             {layer.target, {}}, {1, steps_}, kind, layer.drawn);
  to_floats(layer.drawn, layer.bits.data());
}

void SgemmStep::operator()(double from, double to) {
  auto const n = [](std::size_t size) { return static_cast<int>(size); };
  add_increments(from, to);
  draw(hidden_, to, 0);
  blas_->multiply({n(chains_), n(visible_.units), n(hidden_.units), true, hidden_.bits.data(),
                   n(hidden_.row), weights_.data(), n(hidden_.row), visible_.sums.data(),
                   n(visible_.row)});
  draw(visible_, to, 1);
  blas_->multiply({n(chains_), n(hidden_.units), n(visible_.units), false, visible_.bits.data(),
                   n(visible_.row), weights_.data(), n(hidden_.row), hidden_.sums.data(),
                   n(hidden_.row)});
  ++steps_;
}

void to_floats(PackedBits const& bits, float* out) {
  for (std::size_t lane = 0; lane < bits.lanes; ++lane, out += kTile) {
    std::uint32_t const word = bits.words[lane];
    for (std::uint32_t u = 0; u < kTile; ++u) out[u] = static_cast<float>(word >> u & 1);
  }
}

}  // namespace lnz
