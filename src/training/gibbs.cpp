#include "training/gibbs.hpp"

#include "models/kernels/draw_units.hpp"
#include "parallel/for_each.hpp"
#include "training/pieces.hpp"

#include <algorithm>
#include <vector>

namespace lnz {
namespace {

/// Uses of a sweep's key.
enum Kind : std::uint64_t { kHidden, kVisible };

constexpr std::size_t kTile = TiledMatrix::kTile;

/// Of a block: so few cost a fifth more each than 100 do, which share their tables among more, and
/// give 100 chains to two threads.
constexpr Eigen::Index kLanes = 50;

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
           std::uint64_t seed, std::uint64_t update) {
  Pieces const blocks(static_cast<Eigen::Index>(v.lanes), kLanes);
  for_each_index(blocks.count(), [&](std::size_t k) {
    auto const first = static_cast<std::size_t>(blocks.first(k)),
               lanes = static_cast<std::size_t>(blocks.size(k));
    PackedBits x(v.units, lanes), h(machine.W.columns(), lanes);
    for (std::size_t i = 0; i < v.units; i += PackedBits::kWord)
      std::copy_n(&v.word(i, first), lanes, &x.word(i, 0));
    Stream random(seed, Purpose::training, static_cast<std::uint32_t>(1 + k), update);
    for (int sweep = 0; sweep < sweeps; ++sweep) {
      ArsKey const key = ars_key(random);
      draw_layer(machine.W, machine.c, x, key, kHidden, h);
      draw_layer(transposed, machine.b, h, key, kVisible, x);
    }
    for (std::size_t i = 0; i < v.units; i += PackedBits::kWord)
      std::copy_n(&x.word(i, 0), lanes, &v.word(i, first));
  });
}

PackedBits independent_bits(Row const& log_odds, std::size_t lanes, Stream& random) {
  PackedBits const nothing(1, lanes);
  PackedBits out(static_cast<std::size_t>(log_odds.size()), lanes);
  draw_layer(TiledMatrix(1, out.units), padded(log_odds), nothing, ars_key(random), kVisible, out);
  return out;
}

}  // namespace lnz
