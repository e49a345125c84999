#include "models/rbm/rounded_weights.hpp"

#include "models/kernels/lookup_product.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

RbmParameters machine(double scale) {
  return rbm_parameters(generate_rbm(
      parse_short_form("rbm:300x40,scale=" + std::to_string(scale) + ",bias=0.5,seed=5")));
}

/// The largest sum of selected weights of a row or column, in its unit's steps.
double largest_sum(RoundedWeights const& w) {
  double largest = 0;
  for (int sign : {1, -1}) {
    for (std::size_t i = 0; i < w.visible; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < w.hidden; ++j)
        sum += std::max(0, sign * w.in_visible_steps(i, j));
      largest = std::max(largest, sum);
    }
    for (std::size_t j = 0; j < w.hidden; ++j) {
      double sum = 0;
      for (std::size_t i = 0; i < w.visible; ++i)
        sum += std::max(0, sign * w.in_hidden_steps(i, j));
      largest = std::max(largest, sum);
    }
  }
  return largest;
}

}  // namespace

TEST_CASE("no selection of rounded weights adds up to more than 16 bits hold") {
  for (double const scale : {1e-4, 0.05, 1.0, 300.0}) {
    RoundedWeights const w = rounded(machine(scale));
    INFO("scale " << scale);
    CHECK(largest_sum(w) <= 32767);
    CHECK(largest_sum(w) > 16383);  // and they use the bits they have
  }
}

TEST_CASE("rounded weights are the same whole numbers of steps in both directions") {
  RbmParameters const m = machine(0.3);
  RoundedWeights const w = rounded(m);
  double squares = 0, bound = 0;
  for (std::size_t i = 0; i < m.visible; ++i)
    for (std::size_t j = 0; j < m.hidden; ++j) {
      double const weight = w.W[i * m.hidden + j];
      CHECK(w.in_visible_steps(i, j) * w.visible_step[i] == weight);
      CHECK(w.in_hidden_steps(i, j) * w.hidden_step[j] == weight);
      double const off = weight - m.W[i * m.hidden + j];
      CHECK(std::abs(off) <= std::max(w.visible_step[i], w.hidden_step[j]) / 2);
      squares += off * off / 4;
      bound += 1;
    }
  // Errors uniform in a step: the variance of a variance is 4/5 of its square a weight.
  CHECK(std::abs(squares / (w.error() * w.error()) - 1) < 4 * std::sqrt(0.8 / bound) * 2);
}

TEST_CASE("the sum of all positive weights comes out of 16 bits as it went in") {
  RbmParameters m = machine(1);
  for (double& weight : m.W) weight = std::abs(weight);
  RoundedWeights const w = rounded(m);
  LookupProduct<std::int16_t> const product(
      m.visible, m.hidden, [&](std::size_t i, std::size_t j) { return w.in_hidden_steps(i, j); });
  PackedBits all(m.visible, 1);
  for (std::size_t i = 0; i < m.visible; ++i) all.set(i, 0, true);
  Aligned<std::int16_t> sums(product.kTile);
  for (std::size_t t = 0; t < product.tiles(); ++t) {
    product.tile(t, all, sums.data());
    for (std::size_t j = t * product.kTile; j < std::min(m.hidden, (t + 1) * product.kTile); ++j) {
      double exact = 0;
      for (std::size_t i = 0; i < m.visible; ++i) exact += w.W[i * m.hidden + j];
      CHECK(sums[j % product.kTile] * w.hidden_step[j] == exact);
    }
  }
}

TEST_CASE("weights of 0 and weights that no number holds are rounded without end or overflow") {
  RbmParameters m = machine(0);
  CHECK(rounded(m).W == m.W);
  for (double& weight : m.W) weight = 1e308;
  CHECK_FALSE(rounded(m).error() < 2);
}
