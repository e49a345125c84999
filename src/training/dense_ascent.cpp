#include "training/dense_ascent.hpp"

#include "parallel/for_each.hpp"
#include "parallel/pieces.hpp"

namespace lnz {
namespace {

constexpr Eigen::Index kColumns = 64;

/// What is more of every unit among the examples than among the chains.
Row difference(Matrix const& examples, Matrix const& chains) {
  return examples.colwise().mean() - chains.colwise().mean();
}

}  // namespace

void ascend(FloatRbm& machine, FloatRbm& velocity, DenseOffsets& offsets, DensePhases const& phases,
            Ascent const& step, std::function<void(Matrix&)> const& mask) {
  auto const newest = static_cast<float>(step.newest);
  offsets.visible += newest * (phases.visible_examples.colwise().mean() - offsets.visible);
  offsets.hidden += newest * (phases.hidden_examples.colwise().mean() - offsets.hidden);
  Matrix const pull = phases.visible_examples.rowwise() - offsets.visible,
               push = phases.visible_chains.rowwise() - offsets.visible;

  Matrix gradient(machine.W.rows(), machine.W.cols());
  Pieces const columns(machine.W.cols(), kColumns);
  auto const examples = static_cast<float>(pull.rows()), chains = static_cast<float>(push.rows());
  for_each_index(columns.count(), [&](std::size_t k) {
    Eigen::Index const first = columns.first(k), size = columns.size(k);
    auto const of = [&](Matrix const& side) -> Matrix {
      return side.middleCols(first, size).rowwise() - offsets.hidden.segment(first, size);
    };
    Matrix part = pull.transpose() * (of(phases.hidden_examples) / examples);
    part.noalias() -= push.transpose() * (of(phases.hidden_chains) / chains);
    gradient.middleCols(first, size) = part;
  });
  mask(gradient);
  Row const b = difference(phases.visible_examples, phases.visible_chains) -
                offsets.hidden * gradient.transpose(),
            c = difference(phases.hidden_examples, phases.hidden_chains) -
                offsets.visible * gradient;

  auto const rate = static_cast<float>(step.rate), momentum = static_cast<float>(step.momentum),
             decay = static_cast<float>(step.weight_decay);
  velocity.W = momentum * velocity.W + rate * (gradient - decay * machine.W);
  velocity.b = momentum * velocity.b + rate * b;
  velocity.c = momentum * velocity.c + rate * c;
  machine.W += velocity.W;
  machine.b += velocity.b;
  machine.c += velocity.c;
}

}  // namespace lnz
