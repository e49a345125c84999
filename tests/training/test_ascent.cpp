#include "training/ascent.hpp"

#include "training/gibbs.hpp"
#include "training/tiny_rbm.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

/// Three examples of four pixels, over and over.
Matrix examples_of_four(Eigen::Index count) {
  Matrix few(3, 4);
  few << 1, 0, 1, 1,  //
      0, 0, 1, 0,     //
      1, 1, 0, 0;
  return few.replicate(count / 3, 1);
}

std::vector<double> row_of(Matrix const& v, Eigen::Index row) {
  return {v.row(row).data(), v.row(row).data() + v.cols()};
}

std::vector<double> mean_statistics(RbmParameters const& machine, Matrix const& v) {
  std::vector<double> mean(tiny::statistics(machine, row_of(v, 0)).size(), 0.0);
  for (Eigen::Index r = 0; r < v.rows(); ++r) {
    auto const s = tiny::statistics(machine, row_of(v, r));
    for (std::size_t k = 0; k < s.size(); ++k) mean[k] += s[k] / static_cast<double>(v.rows());
  }
  return mean;
}

/// A machine at rest, and what it takes to move it.
struct Climber {
  explicit Climber(FloatRbm const& start)
      : machine(start),
        transposed(start.W.transpose()),
        velocity(FloatRbm::zero(start.W.rows(), start.W.cols())),
        offsets{padded(0 * start.b), padded(0 * start.c)} {}

  void ascend(Matrix const& examples, PackedBits const& chains, Ascent const& step) {
    PackedBits const packed = tiny::packed(examples);
    lnz::ascend(machine, transposed, velocity, offsets, {packed, chains}, step);
  }

  /// Of the log-likelihood: the velocity after a step of rate 1 from rest.
  FloatRbm gradient(Matrix const& examples, PackedBits const& chains) {
    ascend(examples, chains, {.rate = 1, .momentum = 0, .weight_decay = 0});
    return velocity.plain();
  }

  TiledRbm machine;
  TiledMatrix transposed;
  TiledRbm velocity;
  Offsets offsets;
};

Matrix random_bits(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  Stream random(seed, Purpose::data, 0, 0);
  return Matrix::NullaryExpr(rows, columns,
                             [&](auto, auto) { return random.uniform() < 0.4 ? 1.0f : 0.0f; });
}

/// Two pixels and a hidden unit that is the first pixel.
FloatRbm copying_machine() {
  FloatRbm machine = FloatRbm::zero(2, 1);
  machine.W << 100.0f, 0.0f;
  machine.c << -50.0f;
  return machine;
}

}  // namespace

TEST_CASE("settled chains give the exact gradient of the log-likelihood", "[exact][training]") {
  RbmParameters const exact = tiny::random_rbm(4, 3, 1.0, 7);
  Climber climber(tiny::to_float(exact));
  std::size_t const count = 20'000;
  PackedBits chains(4, count);
  gibbs(climber.machine, climber.transposed, 100, chains, 11, 1);
  Matrix const examples = examples_of_four(3);
  auto const estimate = tiny::flat(climber.gradient(examples, chains));

  auto const pull = mean_statistics(exact, examples);
  auto const push = tiny::moments(exact, tiny::visible_distribution(exact));
  for (std::size_t k = 0; k < estimate.size(); ++k) {
    INFO("parameter " << k << ": " << estimate[k] << ", exactly " << pull[k] - push.mean[k]);
    double const std_error = std::sqrt(push.variance[k] / static_cast<double>(count));
    CHECK(std::abs(estimate[k] - (pull[k] - push.mean[k])) < 4 * std_error);
  }
}

TEST_CASE("the gradient of any shape is the difference of mean statistics", "[exact][training]") {
  struct Shape {
    Eigen::Index visible, hidden, examples, chains;
  };
  for (auto const [visible, hidden, examples, chains] :
       {Shape{1, 1, 1, 1}, {37, 19, 50, 41}, {32, 16, 32, 64}, {70, 33, 140, 120}}) {
    INFO(visible << " x " << hidden << ", " << examples << " examples, " << chains << " chains");
    RbmParameters const exact = tiny::random_rbm(static_cast<std::size_t>(visible),
                                                 static_cast<std::size_t>(hidden), 0.5, 3);
    Matrix const pull = random_bits(examples, visible, 1), push = random_bits(chains, visible, 2);
    Climber climber(tiny::to_float(exact));
    auto const gradient = tiny::flat(climber.gradient(pull, tiny::packed(push)));
    auto const up = mean_statistics(exact, pull), down = mean_statistics(exact, push);
    double worst = 0;
    for (std::size_t k = 0; k < gradient.size(); ++k)
      worst = std::max(worst, std::abs(gradient[k] - (up[k] - down[k])));
    CHECK(worst < 2e-6);  // fields of size 10 in float32 err by 1e-6, probabilities by a quarter
    CHECK((climber.transposed.plain() == climber.machine.W.plain().transpose()));
  }
}

TEST_CASE("an update of a machine whose pixels are certain is the one computed by hand",
          "[exact][training]") {
  // v = (0, 1) is the example; biases of +-40 make (1, 0) the only state of the model.
  FloatRbm start = FloatRbm::zero(2, 1);
  start.W << 1.0f, -2.0f;
  start.b << 40.0f, -40.0f;
  start.c << 0.5f;
  Climber climber(start);
  Matrix example(1, 2);
  example << 0, 1;
  PackedBits chain = tiny::packed(example);
  gibbs(climber.machine, climber.transposed, 1, chain, 1, 1);
  CHECK(chain.test(0, 0));
  CHECK_FALSE(chain.test(1, 0));

  // P(h = 1 | example) = 1 / (1 + e^1.5), P(h = 1 | model) = 1 / (1 + e^-1.5).
  double const low = 0.18242552380635635, high = 0.8175744761936437, rounding = 3e-7;
  climber.ascend(example, chain, {.rate = 0.1, .momentum = 0, .weight_decay = 0});
  FloatRbm const machine = climber.machine.plain();
  CHECK(std::abs(machine.W(0, 0) - (1 - 0.1 * high)) < rounding);
  CHECK(std::abs(machine.W(1, 0) - (-2 + 0.1 * low)) < rounding);
  CHECK(machine.b[0] == 40.0f - 0.1f);
  CHECK(machine.b[1] == -40.0f + 0.1f);
  CHECK(std::abs(machine.c[0] - (0.5 + 0.1 * (low - high))) < rounding);
}

TEST_CASE("momentum carries the last update and decay shrinks weights but no bias",
          "[exact][training]") {
  FloatRbm start = FloatRbm::zero(1, 1);
  start.W << 100.0f;
  start.b << 2.0f;
  start.c << -50.0f;
  Climber climber(start);  // with v = h: the example 1 and the chain 0 give gradients of 1
  Matrix const one = Matrix::Ones(1, 1);
  PackedBits const zero(1, 1);
  Ascent const step{.rate = 0.5, .momentum = 0.5, .weight_decay = 0.25};
  climber.ascend(one, zero, step);  // W: 0.5 (1 - 0.25 * 100) = -12; b, c: 0.5
  FloatRbm machine = climber.machine.plain();
  CHECK(machine.W(0, 0) == 88.0f);
  CHECK(machine.b[0] == 2.5f);
  CHECK(machine.c[0] == -49.5f);
  climber.ascend(one, zero, step);  // W: -6 + 0.5 (1 - 0.25 * 88) = -16.5
  machine = climber.machine.plain();
  CHECK(machine.W(0, 0) == 71.5f);
  CHECK(machine.b[0] == 3.25f);
  CHECK(machine.c[0] == -48.75f);
}

TEST_CASE("the centred gradient of two pixels is the one computed by hand", "[exact][training]") {
  Climber climber(copying_machine());
  climber.offsets.visible[0] = 0.25f;
  climber.offsets.visible[1] = 0.5f;
  climber.offsets.hidden[0] = 0.5f;
  Matrix examples(5, 2), chains(5, 2);
  examples << 1, 0, 1, 1, 0, 1, 1, 0, 0, 0;
  chains << 0, 1, 1, 1, 0, 0, 0, 0, 0, 1;
  // Means of (v0 h, v1 h, v0, v1, h): (0.6, 0.2, 0.6, 0.4, 0.6) and (0.2, 0.2, 0.2, 0.6, 0.2).
  FloatRbm const gradient = climber.gradient(examples, tiny::packed(chains));
  double const rounding = 2e-7;
  CHECK(std::abs(gradient.W(0, 0) - 0.1) < rounding);   // 0.4 - 0.25 * 0.4 - 0.4 * 0.5
  CHECK(std::abs(gradient.W(1, 0) - -0.1) < rounding);  // 0 - 0.5 * 0.4 + 0.2 * 0.5
  CHECK(std::abs(gradient.b[0] - 0.35) < rounding);     // 0.4 - 0.1 * 0.5
  CHECK(std::abs(gradient.b[1] - -0.15) < rounding);    // -0.2 + 0.1 * 0.5
  CHECK(std::abs(gradient.c[0] - 0.425) < rounding);    // 0.4 - 0.25 * 0.1 + 0.5 * 0.1
}

TEST_CASE("hidden offsets follow the examples, not the chains", "[exact][training]") {
  Climber climber(copying_machine());
  climber.offsets.hidden[0] = 0.5f;
  Matrix examples(4, 2);
  examples << 1, 0, 1, 1, 0, 1, 1, 0;
  climber.ascend(examples, PackedBits(2, 3),
                 {.rate = 0, .momentum = 0, .weight_decay = 0, .newest = 0.25});
  CHECK(climber.offsets.hidden[0] == 0.5f + 0.25f * (0.75f - 0.5f));
}
