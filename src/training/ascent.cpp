#include "training/ascent.hpp"

#include "models/kernels/unit_means.hpp"
#include "parallel/for_each.hpp"

#include <algorithm>
#include <bit>
#include <vector>

namespace lnz {
namespace {

constexpr std::size_t kTile = TiledMatrix::kTile;
using Tile = TiledMatrix::Tile;
using TileRow = Eigen::Matrix<float, 1, kTile>;

/// Examples, then chains.
PackedBits joined(Phases const& phases) {
  PackedBits const &a = phases.examples, &b = phases.chains;
  PackedBits out(a.units, a.lanes + b.lanes);
  auto to = out.words.begin();
  for (std::size_t w = 0; w * PackedBits::kWord < a.units; ++w) {
    to = std::copy_n(a.words.begin() + static_cast<std::ptrdiff_t>(w * a.lanes), a.lanes, to);
    to = std::copy_n(b.words.begin() + static_cast<std::ptrdiff_t>(w * b.lanes), b.lanes, to);
  }
  return out;
}

/// Weights of the lanes: 1 / examples of each example, -1 / chains of each chain.
std::vector<float> lane_weights(Phases const& phases) {
  std::vector<float> out(phases.examples.lanes, 1.0f / static_cast<float>(phases.examples.lanes));
  out.resize(out.size() + phases.chains.lanes, -1.0f / static_cast<float>(phases.chains.lanes));
  return out;
}

/// Weighted sums over lanes of the visible bits, from these turned: a lane a visible unit.
Row visible_gradient(PackedBits const& turned, Phases const& phases) {
  std::vector<int> pull(turned.lanes), push(turned.lanes);
  for (std::size_t first = 0; first < turned.units; first += PackedBits::kWord) {
    std::size_t const examples = std::clamp(phases.examples.lanes, first, first + 32) - first;
    auto const mask = static_cast<std::uint32_t>((std::uint64_t{1} << examples) - 1);
    std::uint32_t const* const words =
        turned.words.data() + first / PackedBits::kWord * turned.lanes;
    for (std::size_t i = 0; i < turned.lanes; ++i) {
      pull[i] += std::popcount(words[i] & mask);
      push[i] += std::popcount(words[i] & ~mask);
    }
  }
  Row out(turned.lanes);
  for (std::size_t i = 0; i < turned.lanes; ++i)
    out[static_cast<Eigen::Index>(i)] =
        static_cast<float>(pull[i]) / static_cast<float>(phases.examples.lanes) -
        static_cast<float>(push[i]) / static_cast<float>(phases.chains.lanes);
  return out;
}

/// Views of parameters and velocity, moved along `gradient`.
template <class View, class Gradient>
void climb(View x, View velocity, Gradient const& gradient, Ascent const& step,
           double weight_decay) {
  auto const rate = static_cast<float>(step.rate), momentum = static_cast<float>(step.momentum),
             decay = static_cast<float>(weight_decay);
  velocity = momentum * velocity + rate * (gradient - decay * x);
  x += velocity;
}

/// Puts a tile of W into the rows of its transpose.
void transpose_tile(Tile const& W, std::size_t t, TiledMatrix& transposed) {
  for (std::size_t u = 0; u < transposed.tiles(); ++u) {
    float const* const from = W.data() + u * kTile * kTile;
    float* const to = transposed.data(u) + t * kTile * kTile;
    for (std::size_t i = 0; i < kTile; ++i)
      for (std::size_t j = 0; j < kTile; ++j) to[j * kTile + i] = from[i * kTile + j];
  }
}

}  // namespace

void ascend(TiledRbm& machine, TiledMatrix& transposed, TiledRbm& velocity, Offsets& offsets,
            Phases const& phases, Ascent const& step) {
  PackedBits const v = joined(phases), v_turned = turned(v);
  std::vector<float> const weight = lane_weights(phases);
  Row const b = visible_gradient(v_turned, phases);
  std::size_t const visible = machine.W.rows(), hidden = machine.W.columns(),
                    tiles = machine.W.tiles();
  auto const rows = static_cast<Eigen::Index>(visible);
  auto const visible_offset = Row::Map(offsets.visible.data(), rows);
  Matrix b_shift(tiles, rows);  // of the visible biases, by each tile's weights
  Aligned<float> up(machine.c.size());
  std::fill_n(up.data(), up.size(), machine.doubling.up);

  for_each_part(
      tiles, visible * hidden * (v.lanes + visible), [&](std::size_t first, std::size_t last) {
        TiledMatrix means(v.lanes, kTile), gradient_memory(visible, kTile);
        for (std::size_t t = first; t < last; ++t) {
          std::size_t const j = t * kTile;
          lookup_tile(machine.W.data(t), v, Grouping::by_lanes, means.data(0));
          unit_means(j, means.data(0), {up.data(), machine.c.data(), nullptr}, weight,
                     means.data(0));
          Tile h = means.tile(0), W = machine.W.tile(t), gradient = gradient_memory.tile(0);
          if (hidden < j + kTile)
            h.rightCols(static_cast<Eigen::Index>(j + kTile - hidden)).setZero();
          TileRow const example_mean =
              h.topRows(static_cast<Eigen::Index>(phases.examples.lanes)).colwise().sum();
          TileRow c = h.colwise().sum();
          lookup_tile(means.data(0), v_turned, Grouping::by_lanes, gradient.data());

          auto hidden_offset = TileRow::Map(offsets.hidden.data() + j);
          hidden_offset += static_cast<float>(step.newest) * (example_mean - hidden_offset);
          gradient.noalias() -= visible_offset.transpose() * c;
          gradient.noalias() -= b.transpose() * hidden_offset;
          b_shift.row(static_cast<Eigen::Index>(t)).noalias() =
              hidden_offset * gradient.transpose();
          c.noalias() -= visible_offset * gradient;

          climb(W, velocity.W.tile(t), gradient, step, step.weight_decay);
          climb(TileRow::Map(machine.c.data() + j), TileRow::Map(velocity.c.data() + j), c, step,
                0);
          transpose_tile(W, t, transposed);
        }
      });
  climb(Row::Map(machine.b.data(), rows), Row::Map(velocity.b.data(), rows),
        b - b_shift.colwise().sum(), step, 0);
}

}  // namespace lnz
