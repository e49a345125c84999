#include "training/dense_ascent.hpp"

#include "lnz/stream.hpp"
#include "training/tiny_rbm.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

TEST_CASE("a step uphill with bits as numbers is the one with packed bits", "[exact][training]") {
  FloatRbm const start = tiny::to_float(tiny::random_rbm(45, 70, 0.5, 1));
  Matrix examples(60, 45), chains(40, 45);
  Stream random(2, Purpose::data, 0, 0);
  for (Matrix* const rows : {&examples, &chains})
    for (float& x : rows->reshaped()) x = random.uniform() < 0.3 ? 1.0f : 0.0f;
  auto const hidden = [&](Matrix const& v) -> Matrix {
    Matrix const field = (v * start.W).rowwise() + start.c;
    return (1 + (-field.array()).exp()).inverse().matrix();
  };
  Row const mean = Row::Constant(45, 0.3f), half = Row::Constant(70, 0.5f);
  Ascent const step{.rate = 0.1, .momentum = 0.5, .weight_decay = 1e-3, .newest = 0.01};

  TiledRbm packed(start), packed_velocity(FloatRbm::zero(45, 70));
  TiledMatrix transposed(start.W.transpose());
  Offsets packed_offsets{padded(mean), padded(half)};
  ascend(packed, transposed, packed_velocity, packed_offsets,
         {tiny::packed(examples), tiny::packed(chains)}, step);

  FloatRbm dense = start, velocity = FloatRbm::zero(45, 70);
  DenseOffsets offsets{mean, half};
  Ascent steady = step;
  ascend(dense, velocity, offsets, {examples, hidden(examples), chains, hidden(chains)}, steady,
         [](Matrix&) {});
  CHECK((dense.W - packed.plain().W).cwiseAbs().maxCoeff() < 2e-4);
  CHECK((dense.c - packed.plain().c).cwiseAbs().maxCoeff() < 2e-4);
  CHECK((dense.W - start.W).cwiseAbs().maxCoeff() > 5e-3);

  // What is masked stays where weight decay leaves it.
  FloatRbm masked = start;
  velocity = FloatRbm::zero(45, 70);
  offsets = {mean, half};
  ascend(masked, velocity, offsets, {examples, hidden(examples), chains, hidden(chains)},
         {.rate = 0.1, .momentum = 0, .weight_decay = 0},
         [](Matrix& W) { W.topRows(3).setZero(); });
  CHECK(masked.W.topRows(3) == start.W.topRows(3));
  CHECK(masked.W.bottomRows(42) != start.W.bottomRows(42));
}
