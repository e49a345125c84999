#include "models/layered/mean_field.hpp"

#include "parallel/threads.hpp"
#include "training/tiny_dbm.hpp"
#include "training/tiny_rbm.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

DbmLayers const kLayers({5, 4, 3, 4});

/// All 32 states of the visible layer.
Matrix all_visible() {
  Matrix v(32, 5);
  for (std::uint32_t state = 0; state < 32; ++state)
    for (std::uint32_t i = 0; i < 5; ++i) v(state, i) = static_cast<float>(state >> i & 1);
  return v;
}

std::vector<double> row_of(Matrix const& v, Eigen::Index row) {
  return {v.row(row).data(), v.row(row).data() + v.cols()};
}

/// sum_h q(h) (ln p*(v, h) - ln q(h)), by the list of hidden states.
double listed_bound(FloatRbm const& machine, LayerMeans const& means, Eigen::Index row) {
  auto const free = static_cast<std::uint32_t>(means.even.cols() - 5),
             odd = static_cast<std::uint32_t>(means.odd.cols());
  double sum = 0;
  for (std::uint32_t state = 0; state < 1u << (free + odd); ++state) {
    Row x = means.even.row(row), h(odd);
    double q = 1;
    auto const draw = [&](float& unit, float mean, bool on) {
      unit = on ? 1.0f : 0.0f;
      q *= static_cast<double>(on ? mean : 1 - mean);
    };
    for (std::uint32_t i = 0; i < free; ++i) draw(x[5 + i], means.even(row, 5 + i), state >> i & 1);
    for (std::uint32_t j = 0; j < odd; ++j) draw(h[j], means.odd(row, j), state >> (free + j) & 1);
    double const minus_energy = static_cast<double>(x.dot(machine.b) + h.dot(machine.c)) +
                                static_cast<double>(x * machine.W * h.transpose());
    sum += q * (minus_energy - std::log(q));
  }
  return sum;
}

}  // namespace

TEST_CASE("the variational bound is the mean of ln p* - ln q, and below ln p*",
          "[exact][training]") {
  FloatRbm const machine = tiny::random_dbm(kLayers, 0.8, 3);
  Matrix const v = all_visible();
  LayerMeans const means = mean_field(machine, kLayers, v, 100);
  Eigen::VectorXd const bound = variational_bound(machine, kLayers, means);
  for (Eigen::Index row = 0; row < v.rows(); ++row) {
    CHECK(std::abs(bound[row] - listed_bound(machine, means, row)) < 1e-4);  // fields are floats
    CHECK(bound[row] < tiny::log_unnormalised(machine, kLayers, row_of(v, row)) + 1e-4);
  }
}

TEST_CASE("mean fields rest where every free unit has the mean that the others give it",
          "[exact][training]") {
  FloatRbm const machine = tiny::random_dbm(kLayers, 0.8, 3);
  LayerMeans const means = mean_field(machine, kLayers, all_visible(), 100);
  auto const at_rest = [](Matrix const& field) -> Matrix {
    return (1 + (-field.array()).exp()).inverse().matrix();
  };
  Matrix const odd = at_rest((means.even * machine.W).rowwise() + machine.c),
               even = at_rest((means.odd * machine.W.transpose()).rowwise() + machine.b);
  CHECK((odd - means.odd).cwiseAbs().maxCoeff() < 2e-3);
  CHECK((even - means.even).rightCols(3).cwiseAbs().maxCoeff() < 2e-3);
}

TEST_CASE("without weights between hidden layers the bound is exact", "[exact][training]") {
  FloatRbm machine = tiny::random_dbm(kLayers, 0.8, 3);
  machine.W.bottomRows(3).setZero();
  Matrix const v = all_visible();
  Eigen::VectorXd const bound =
      variational_bound(machine, kLayers, mean_field(machine, kLayers, v, 100));
  for (Eigen::Index row = 0; row < v.rows(); ++row)
    CHECK(std::abs(bound[row] - tiny::log_unnormalised(machine, kLayers, row_of(v, row))) < 1e-4);
}
