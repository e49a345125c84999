#include "training/gibbs.hpp"

#include "parallel/for_each.hpp"
#include "parallel/pieces.hpp"
#include "training/draw_layer.hpp"

#include <algorithm>

namespace lnz {
namespace {

/// Of a block: so few cost a fifth more each than 100 do, which share their tables among more, and
/// give 100 chains to two threads.
constexpr Eigen::Index kLanes = 50;

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
      draw_layer(machine.W, machine.doubling.up, machine.c, x, key, kHidden, h);
      draw_layer(transposed, machine.doubling.down, machine.b, h, key, kVisible, x);
    }
    for (std::size_t i = 0; i < v.units; i += PackedBits::kWord)
      std::copy_n(&x.word(i, 0), lanes, &v.word(i, first));
  });
}

PackedBits independent_bits(Row const& log_odds, std::size_t lanes, Stream& random) {
  PackedBits const nothing(1, lanes);
  PackedBits out(static_cast<std::size_t>(log_odds.size()), lanes);
  draw_layer(TiledMatrix(1, out.units), 1, padded(log_odds), nothing, ars_key(random), kVisible,
             out);
  return out;
}

}  // namespace lnz
