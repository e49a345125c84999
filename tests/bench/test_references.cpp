// A reference counts only if it does the same work: both must sample what the kernels sample.
#include "bench/scalar_metropolis.hpp"
#include "bench/sgemm_step.hpp"
#include "exact/registry.hpp"
#include "lnz/log_sum.hpp"
#include "models/registry.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

using namespace lnz;

namespace {

struct Mean {
  double value, std_error;
};

Mean mean_of(std::vector<double> const& x) {
  double sum = 0, squares = 0;
  auto const n = static_cast<double>(x.size());
  for (double const value : x) sum += value / n;
  for (double const value : x) squares += (value - sum) * (value - sum);
  return {sum, std::sqrt(squares / (n * (n - 1)))};
}

}  // namespace

TEST_CASE("annealing by sgemm finds ln Z of an RBM", "[bench][exact]") {
  OpenBlas const* const blas = OpenBlas::find();
  if (!blas) {
    WARN("OpenBLAS is not installed");
    return;
  }
  Record const model = generate_model("rbm:37x12,scale=0.6,seed=3");
  constexpr int kTemperatures = 400;
  SgemmStep step(*blas, rbm_parameters(model), 2000);
  for (int k = 0; k < 8; ++k) step(0, 0);  // forgets the state that it starts from
  for (int k = 0; k < kTemperatures; ++k)
    step(k / double{kTemperatures}, (k + 1) / double{kTemperatures});
  std::vector<double> weight = step.log_weights();
  double const largest = std::ranges::max(weight);
  for (double& w : weight) w = std::exp(w - largest);
  Mean const mean = mean_of(weight);
  double const log_z = (37 + 12) * std::numbers::ln2 + largest + std::log(mean.value),
               exact = exact_log_z(model, 1, "auto").log_z;
  INFO(log_z << " against " << exact << " +- " << mean.std_error / mean.value);
  CHECK(mean.std_error / mean.value < 0.05);
  CHECK(std::abs(log_z - exact) < 4 * mean.std_error / mean.value);
}

namespace {

template <class Bond>
void check_energy(std::string const& form, std::size_t lines) {
  constexpr double kBeta = 0.4, kStep = 1e-3;
  constexpr int kBatches = 100, kSweeps = 500;
  Record const model = generate_model(form);
  ScalarMetropolis<Bond> chain(lattice_parameters(model), kBeta);
  chain.update(100 * lines);
  std::vector<double> batches;
  for (int b = 0; b < kBatches; ++b) {
    double sum = 0;
    for (int s = 0; s < kSweeps; ++s) {
      chain.update(lines);
      sum += chain.slope();
    }
    batches.push_back(sum / kSweeps);
  }
  Mean const mean = mean_of(batches);
  auto const log_z = [&](double beta) { return exact_log_z(model, beta, "enumeration").log_z; };
  double const exact = (log_z(kBeta + kStep) - log_z(kBeta - kStep)) / (2 * kStep);
  INFO(form << ": " << mean.value << " against " << exact << " +- " << mean.std_error);
  CHECK(std::abs(mean.value - exact) < 4 * mean.std_error);
}

}  // namespace

TEST_CASE("scalar Metropolis has the energy of a glass in two and three dimensions",
          "[bench][exact]") {
  check_energy<std::int8_t>("ising:4x6,J=pm1,seed=5", 4);
  check_energy<std::int8_t>("ising:4x4", 4);
  check_energy<std::int8_t>("ising:2x4x2,J=pm1,seed=1", 8);
  check_energy<float>("ising:4x6,J=gauss,seed=5", 4);
  check_energy<float>("ising:2x4x2,J=gauss,seed=1", 8);
}
