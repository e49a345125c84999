#include "training/gradient.hpp"

#include "lnz/stream.hpp"
#include "parallel/for_each.hpp"
#include "training/gibbs.hpp"
#include "training/pieces.hpp"

#include <algorithm>

namespace lnz {
namespace {

constexpr Eigen::Index kLanes = 32;         ///< of a block: enough to pay for packing W
constexpr Eigen::Index kWeights = 1 << 14;  ///< of a tile: fewer are not worth waking a thread

/// Tiles of whole rows of W.
Pieces tiles_of(Matrix const& W) {
  return {W.rows(), std::max<Eigen::Index>(1, kWeights / W.cols())};
}

}  // namespace

void estimate_gradient(FloatRbm const& machine, Phases& phases, int sweeps, std::uint64_t seed,
                       std::uint64_t update, FloatRbm& gradient) {
  Matrix const& examples = phases.examples;
  Matrix& chains = phases.chains;
  Eigen::Index const hidden = machine.W.cols();
  Matrix example_hidden(examples.rows(), hidden), chain_hidden(chains.rows(), hidden);

  Pieces const chain_blocks(chains.rows(), kLanes), example_blocks(examples.rows(), kLanes);
  for_each_index(chain_blocks.count() + example_blocks.count(), [&](std::size_t i) {
    if (i < chain_blocks.count()) {
      Eigen::Index const first = chain_blocks.first(i), size = chain_blocks.size(i);
      Stream random(seed, Purpose::training, static_cast<std::uint32_t>(1 + i), update);
      gibbs(machine, sweeps, chains.middleRows(first, size), random);
      hidden_probability(machine, chains.middleRows(first, size),
                         chain_hidden.middleRows(first, size));
    } else {
      std::size_t const k = i - chain_blocks.count();
      Eigen::Index const first = example_blocks.first(k), size = example_blocks.size(k);
      hidden_probability(machine, examples.middleRows(first, size),
                         example_hidden.middleRows(first, size));
    }
  });

  float const pull = 1.0f / static_cast<float>(examples.rows());
  float const push = 1.0f / static_cast<float>(chains.rows());
  phases.hidden_mean = pull * example_hidden.colwise().sum();
  gradient.c = phases.hidden_mean - push * chain_hidden.colwise().sum();
  Pieces const tiles = tiles_of(machine.W);
  for_each_index(tiles.count(), [&](std::size_t t) {
    Eigen::Index const first = tiles.first(t), size = tiles.size(t);
    auto const data = examples.middleCols(first, size);
    auto const model = chains.middleCols(first, size);
    auto W = gradient.W.middleRows(first, size);
    W.noalias() = pull * data.transpose() * example_hidden;
    W.noalias() -= push * model.transpose() * chain_hidden;
    gradient.b.segment(first, size) = pull * data.colwise().sum() - push * model.colwise().sum();
  });
}

void centre(FloatRbm& gradient, Offsets const& offsets) {
  gradient.W.noalias() -= offsets.visible.transpose() * gradient.c;
  gradient.W.noalias() -= gradient.b.transpose() * offsets.hidden;
  gradient.b.noalias() -= offsets.hidden * gradient.W.transpose();
  gradient.c.noalias() -= offsets.visible * gradient.W;
}

void ascend(FloatRbm& machine, FloatRbm& velocity, FloatRbm const& gradient, Ascent const& step) {
  auto const rate = static_cast<float>(step.rate), momentum = static_cast<float>(step.momentum);
  auto const decay = static_cast<float>(step.weight_decay);

  velocity.b = momentum * velocity.b + rate * gradient.b;
  velocity.c = momentum * velocity.c + rate * gradient.c;
  machine.b += velocity.b;
  machine.c += velocity.c;
  Pieces const tiles = tiles_of(machine.W);
  for_each_index(tiles.count(), [&](std::size_t t) {
    Eigen::Index const first = tiles.first(t), size = tiles.size(t);
    auto W = machine.W.middleRows(first, size);
    auto V = velocity.W.middleRows(first, size);
    V = momentum * V + rate * (gradient.W.middleRows(first, size) - decay * W);
    W += V;
  });
}

}  // namespace lnz
