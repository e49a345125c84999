#include "training/draw_layer.hpp"

#include "parallel/for_each.hpp"

#include <algorithm>
#include <vector>

namespace lnz {

void draw_layer(TiledMatrix const& W, UnitField const& field, LaneWeights const& weights,
                PackedBits const& x, ArsKey key, Kind kind, PackedBits& out) {
  constexpr std::size_t kTile = TiledMatrix::kTile;
  for_each_part(W.tiles(), W.rows() * W.columns() * (x.lanes + 50),
                [&](std::size_t first, std::size_t last) {
                  Aligned<float> sums(x.lanes * kTile);
                  for (std::size_t t = first; t < last; ++t) {
                    lookup_tile(W.data(t), x, Grouping::by_lanes, sums.data());
                    draw_units(t * kTile, sums.data(), field, weights, key, kind, out);
                  }
                });
}

void draw_layer(TiledMatrix const& W, float times, Aligned<float> const& bias, PackedBits const& x,
                ArsKey key, Kind kind, PackedBits& out) {
  Aligned<float> step(bias.size());
  std::fill_n(step.data(), step.size(), times);
  std::vector<float> const one(x.lanes, 1.0f);
  draw_layer(W, {step.data(), bias.data(), nullptr}, {one, one}, x, key, kind, out);
}

}  // namespace lnz
