#include "training/gradient.hpp"

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

}  // namespace

TEST_CASE("settled chains give the exact gradient of the log-likelihood", "[exact][training]") {
  RbmParameters const exact = tiny::random_rbm(4, 3, 1.0, 7);
  FloatRbm const machine = tiny::to_float(exact);
  FloatRbm gradient = FloatRbm::zero(4, 3);
  Eigen::Index const chains = 20'000;
  Phases phases{examples_of_four(3), Matrix::Zero(chains, 4)};
  for (std::uint64_t update = 1; update <= 20; ++update)
    estimate_gradient(machine, phases, 5, 11, update, gradient);

  auto const pull = mean_statistics(exact, phases.examples);
  auto const push = tiny::moments(exact, tiny::visible_distribution(exact));
  auto const estimate = tiny::flat(gradient);
  for (std::size_t k = 0; k < estimate.size(); ++k) {
    INFO("parameter " << k << ": " << estimate[k] << ", exactly " << pull[k] - push.mean[k]);
    double const std_error = std::sqrt(push.variance[k] / static_cast<double>(chains));
    CHECK(std::abs(estimate[k] - (pull[k] - push.mean[k])) < 4 * std_error);
  }
}

TEST_CASE("chains started at the examples move by exactly the sweeps asked for",
          "[exact][training]") {
  RbmParameters const exact = tiny::random_rbm(4, 3, 2.0, 8);
  FloatRbm gradient = FloatRbm::zero(4, 3);
  Matrix const examples = examples_of_four(30'000);
  Phases phases{examples, examples};
  estimate_gradient(tiny::to_float(exact), phases, 1, 12, 1, gradient);

  auto const pull = mean_statistics(exact, examples.topRows(3));
  std::vector<double> push(pull.size(), 0.0), variance = push;
  for (Eigen::Index r = 0; r < 3; ++r) {
    auto const one = tiny::moments(exact, tiny::after_one_sweep(exact, row_of(examples, r)));
    for (std::size_t k = 0; k < push.size(); ++k) {
      push[k] += one.mean[k] / 3;
      variance[k] += one.variance[k] / 3;
    }
  }
  auto const estimate = tiny::flat(gradient);
  for (std::size_t k = 0; k < estimate.size(); ++k) {
    INFO("parameter " << k << ": " << estimate[k] << ", exactly " << pull[k] - push[k]);
    CHECK(std::abs(estimate[k] - (pull[k] - push[k])) < 4 * std::sqrt(variance[k] / 30'000));
  }
}

TEST_CASE("an update of a machine whose pixels are certain is the one computed by hand",
          "[exact][training]") {
  // v = (0, 1) is the example; biases of +-40 make (1, 0) the only state of the model.
  FloatRbm machine = FloatRbm::zero(2, 1);
  machine.W << 1.0f, -2.0f;
  machine.b << 40.0f, -40.0f;
  machine.c << 0.5f;
  Matrix example(1, 2);
  example << 0, 1;
  Phases phases{example, example};
  FloatRbm gradient = FloatRbm::zero(2, 1), velocity = gradient;
  estimate_gradient(machine, phases, 1, 1, 1, gradient);

  // P(h = 1 | example) = 1 / (1 + e^1.5), P(h = 1 | model) = 1 / (1 + e^-1.5).
  double const low = 0.18242552380635635, high = 0.8175744761936437, rounding = 3e-7;
  CHECK(phases.chains(0, 0) == 1);
  CHECK(phases.chains(0, 1) == 0);
  CHECK(std::abs(gradient.W(0, 0) - -high) < rounding);
  CHECK(std::abs(gradient.W(1, 0) - low) < rounding);
  CHECK(gradient.b[0] == -1);
  CHECK(gradient.b[1] == 1);
  CHECK(std::abs(gradient.c[0] - (low - high)) < rounding);

  ascend(machine, velocity, gradient, {.rate = 0.1, .momentum = 0, .weight_decay = 0});
  CHECK(std::abs(machine.W(0, 0) - 0.9182425523806356) < rounding);
  CHECK(std::abs(machine.W(1, 0) - -1.9817574476193644) < rounding);
  CHECK(std::abs(machine.c[0] - 0.43648510476127127) < rounding);
}

TEST_CASE("momentum carries the last update and decay shrinks weights but no bias",
          "[exact][training]") {
  FloatRbm machine = FloatRbm::zero(1, 1), velocity = machine, gradient = machine;
  machine.W << 2.0f;
  machine.b << 2.0f;
  machine.c << 2.0f;
  gradient.W << 1.0f;
  gradient.b << 1.0f;
  gradient.c << -1.0f;
  Ascent const step{.rate = 0.5, .momentum = 0.5, .weight_decay = 0.25};
  ascend(machine, velocity, gradient, step);  // W: 0.5 (1 - 0.25 * 2) = 0.25; b, c: +-0.5
  CHECK(machine.W(0, 0) == 2.25f);
  CHECK(machine.b[0] == 2.5f);
  CHECK(machine.c[0] == 1.5f);
  ascend(machine, velocity, gradient, step);  // W: 0.125 + 0.5 (1 - 0.25 * 2.25) = 0.34375
  CHECK(machine.W(0, 0) == 2.59375f);
  CHECK(machine.b[0] == 3.25f);
  CHECK(machine.c[0] == 0.75f);
}

TEST_CASE("the centred gradient of two pixels is the one computed by hand", "[exact][training]") {
  FloatRbm gradient = FloatRbm::zero(2, 1);
  gradient.W << 0.3f, -0.1f;
  gradient.b << 0.2f, 0.4f;
  gradient.c << 0.5f;
  Offsets offsets{Row(2), Row(1)};
  offsets.visible << 0.25f, 0.5f;
  offsets.hidden << 0.5f;
  centre(gradient, offsets);
  double const rounding = 2e-7;
  CHECK(std::abs(gradient.W(0, 0) - 0.075) < rounding);  // 0.3 - 0.25 * 0.5 - 0.2 * 0.5
  CHECK(std::abs(gradient.W(1, 0) - -0.55) < rounding);  // -0.1 - 0.5 * 0.5 - 0.4 * 0.5
  CHECK(std::abs(gradient.b[0] - 0.1625) < rounding);    // 0.2 - 0.075 * 0.5
  CHECK(std::abs(gradient.b[1] - 0.675) < rounding);     // 0.4 + 0.55 * 0.5
  CHECK(std::abs(gradient.c[0] - 0.75625) < rounding);   // 0.5 - 0.25 * 0.075 + 0.5 * 0.55
}
