#include "training/fit.hpp"

#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"
#include "training/tiny_rbm.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

DataSet random_bits(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  DataSet data{"random bits", rows, columns, std::vector<float>(rows * columns)};
  Stream random(seed, Purpose::data, 0, 0);
  for (float& x : data.values) x = random.uniform() < 0.3 ? 1.0f : 0.0f;
  return data;
}

}  // namespace

TEST_CASE("the pseudo-log-likelihood of one flip an example covers that of all flips",
          "[exact][training]") {
  RbmParameters const machine = tiny::random_rbm(5, 3, 2.0, 2);
  DataSet const data = random_bits(10'000, 5, 3);
  double exact = 0, variance = 0;
  for (std::size_t r = 0; r < data.rows; ++r) {
    std::vector<double> v(data.row(r).begin(), data.row(r).end());
    double const here = tiny::log_unnormalised(machine, v);
    double sum = 0, square = 0;
    for (double& bit : v) {
      bit = 1 - bit;
      double const term = -5 * softplus(tiny::log_unnormalised(machine, v) - here);
      bit = 1 - bit;
      sum += term / 5;
      square += term * term / 5;
    }
    exact += sum;
    variance += square - sum * sum;
  }
  auto const n = static_cast<double>(data.rows);
  Fit const fit = measure_fit(tiny::to_float(machine), {}, data, 1);
  INFO(fit.pseudo_log_likelihood << " against " << exact / n << " +- " << std::sqrt(variance) / n);
  CHECK(std::abs(fit.pseudo_log_likelihood - exact / n) < 4 * std::sqrt(variance) / n);
}

TEST_CASE("the reconstruction error sums squares over pixels and averages over examples",
          "[exact][training]") {
  // No weights: every pixel is rebuilt as logistic(b).
  FloatRbm machine = FloatRbm::zero(2, 1);
  machine.b << 0.0f, 1.0986123f;  // 1/2 and 3/4
  DataSet const data{"three", 3, 2, {0, 0, 1, 1, 0, 1}};
  double const expected = 0.25 + (0.5625 + 0.0625 + 0.0625) / 3;
  CHECK(std::abs(measure_fit(machine, {}, data, 1).reconstruction_error - expected) < 1e-6);
}
