#include "training/examples.hpp"

#include "training/draw_layer.hpp"

#include <algorithm>
#include <utility>

namespace lnz {
namespace {

constexpr std::size_t kSeen = 10'000;

}  // namespace

Examples::Examples(DataSet const& bits) : data_(&bits), rows_(bits) {}

PackedBits Examples::sent_up(PackedBits x, std::uint64_t seed, std::uint32_t block,
                             std::uint64_t update) const {
  Stream random(seed, Purpose::data, block, update);
  for (TiledRbm const& layer : layers_) {
    PackedBits h(layer.W.columns(), x.lanes);
    draw_layer(layer.W, layer.doubling.up, layer.c, x, ars_key(random), kHidden, h);
    x = std::move(h);
  }
  return x;
}

void Examples::add(FloatRbm const& layer, Doubling doubling, std::uint64_t seed) {
  layers_.emplace_back(layer, doubling);
  std::size_t const n = std::min(data_->rows, kSeen);
  std::vector<std::size_t> rows(n);
  for (std::size_t r = 0; r < n; ++r) rows[r] = r * data_->rows / n;
  PackedBits const bits = sent_up(rows_.gathered(rows), seed, 1, 1);
  seen_ = {data_->source, n, bits.units, std::vector<float>(n * bits.units)};
  for (std::size_t k = 0; k < seen_.values.size(); ++k)
    seen_.values[k] = bits.test(k % bits.units, k / bits.units) ? 1.0f : 0.0f;
}

PackedBits Examples::drawn(std::span<std::size_t const> rows, std::uint64_t seed,
                           std::uint64_t update) const {
  return sent_up(rows_.gathered(rows), seed, 0, update);
}

}  // namespace lnz
