#include "training/gibbs.hpp"

#include "training/tiny_rbm.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

TEST_CASE("bits are 1 as often as their probability says", "[exact][training]") {
  std::vector<float> const p{0.0f, 0.001f, 0.25f, 0.5f, 0.9f, 1.0f};
  Eigen::Index const lanes = 200'000;
  Matrix bits(lanes, 6);
  for (Eigen::Index lane = 0; lane < lanes; ++lane)
    for (Eigen::Index i = 0; i < 6; ++i) bits(lane, i) = p[static_cast<std::size_t>(i)];
  Stream random(3, Purpose::training, 0, 0);
  draw_bits(bits, random);

  CHECK((bits.array() == 0 || bits.array() == 1).all());
  for (std::size_t i = 0; i < p.size(); ++i) {
    auto const expected = static_cast<double>(p[i]);
    double const frequency = bits.col(static_cast<Eigen::Index>(i)).cast<double>().mean();
    INFO("p = " << expected << ", drawn " << frequency);
    CHECK(std::abs(frequency - expected) <=
          4 * std::sqrt(expected * (1 - expected) / static_cast<double>(lanes)));
  }
}

TEST_CASE("half-steps have the conditional probabilities of the energy", "[exact][training]") {
  RbmParameters const exact = tiny::random_rbm(37, 19, 1.0, 4);
  FloatRbm const machine = tiny::to_float(exact);
  auto const v = tiny::bits(0x5a3c96e1u, 37 - 5), h = tiny::bits(0x2d5b3u, 19);
  Matrix visible = Matrix::Zero(3, 37), hidden = Matrix::Zero(3, 19);
  std::vector<double> wide = v;
  wide.resize(37, 1.0);
  for (Eigen::Index i = 0; i < 37; ++i)
    visible(1, i) = static_cast<float>(wide[static_cast<std::size_t>(i)]);
  for (Eigen::Index j = 0; j < 19; ++j)
    hidden(2, j) = static_cast<float>(h[static_cast<std::size_t>(j)]);

  Matrix given_v(3, 19), given_h(3, 37);
  hidden_probability(machine, visible, given_v);
  visible_probability(machine, hidden, given_h);
  // Fields of size 10 summed in float32 err by 1e-5 at most, probabilities by a quarter of it.
  auto const p = tiny::hidden_probability(exact, wide), q = tiny::visible_probability(exact, h);
  for (std::size_t j = 0; j < p.size(); ++j)
    CHECK(std::abs(static_cast<double>(given_v(1, static_cast<Eigen::Index>(j))) - p[j]) < 3e-6);
  for (std::size_t i = 0; i < q.size(); ++i)
    CHECK(std::abs(static_cast<double>(given_h(2, static_cast<Eigen::Index>(i))) - q[i]) < 3e-6);
}

TEST_CASE("fields too large for exp give certain bits", "[training]") {
  FloatRbm machine = FloatRbm::zero(2, 1);
  machine.b << 1e4f, -1e4f;
  Matrix p(1, 2);
  visible_probability(machine, Matrix::Zero(1, 1), p);
  CHECK(p(0, 0) == 1);
  CHECK(p(0, 1) == 0);
}
