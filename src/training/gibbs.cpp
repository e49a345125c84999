#include "training/gibbs.hpp"

#include "models/kernels/draw_units.hpp"
#include "parallel/for_each.hpp"

#include <algorithm>
#include <vector>

namespace lnz {
namespace {

/// Uses of a sweep's key.
enum Kind : std::uint64_t { kHidden, kVisible };

constexpr std::size_t kTile = TiledMatrix::kTile;

Aligned<float> ones(std::size_t size) {
  Aligned<float> out(size);
  std::fill_n(out.data(), size, 1.0f);
  return out;
}

/// One layer given the other: out_j ~ 1 / (1 + exp(-bias_j - x.W_j)).
void draw_layer(TiledMatrix const& W, Aligned<float> const& bias, PackedBits const& x, ArsKey key,
                Kind kind, PackedBits& out) {
  Aligned<float> const step = ones(bias.size());
  std::vector<float> const one(x.lanes, 1.0f);
  for_each_part(W.tiles(), W.rows() * W.columns() * (x.lanes + 50),
                [&](std::size_t first, std::size_t last) {
                  Aligned<float> sums(x.lanes * kTile);
                  for (std::size_t t = first; t < last; ++t) {
                    lookup_tile(W.data(t), x, Grouping::by_lanes, sums.data());
                    draw_units(t * kTile, sums.data(), {step.data(), bias.data(), nullptr},
                               {one, one}, key, kind, out);
                  }
                });
}

}  // namespace

void gibbs(TiledRbm const& machine, TiledMatrix const& transposed, int sweeps, PackedBits& v,
           Stream& random) {
  PackedBits h(machine.W.columns(), v.lanes);
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    ArsKey const key = ars_key(random);
    draw_layer(machine.W, machine.c, v, key, kHidden, h);
    draw_layer(transposed, machine.b, h, key, kVisible, v);
  }
}

PackedBits independent_bits(Row const& log_odds, std::size_t lanes, Stream& random) {
  PackedBits const nothing(1, lanes);
  PackedBits out(static_cast<std::size_t>(log_odds.size()), lanes);
  draw_layer(TiledMatrix(1, out.units), padded(log_odds), nothing, ars_key(random), kVisible, out);
  return out;
}

}  // namespace lnz
