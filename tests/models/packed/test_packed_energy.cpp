#include "exact/kaufman.hpp"
#include "models/packed/packed_lattice.hpp"
#include "models/packed/packed_replicas.hpp"
#include "models/registry.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>
#include <vector>

using namespace lnz;

namespace {

/// Mean of s s over bonds times 2 of the L x L torus: d ln Z / d K per site.
double kaufman_energy(std::size_t side, double K) {
  double const step = 1e-4;
  return (log_z_torus(side, side, K + step) - log_z_torus(side, side, K - step)) / (2 * step) /
         static_cast<double>(side * side);
}

constexpr std::size_t kBatches = 64;

/// Energies of lanes that start with all spins up, [batch, lane], of equal batches of sweeps.
template <class Model>
std::vector<std::vector<double>> batches(std::size_t side, std::vector<double> const& beta,
                                         std::uint64_t sweeps) {
  std::string const size = std::to_string(side);
  Model const model(lattice_parameters(generate_model("ising:" + size + "x" + size)));
  std::size_t const lanes = beta.size();
  auto x = model.restore(std::vector<std::int8_t>(lanes * side * side, 1), static_cast<int>(lanes));
  std::vector<double> const zero(lanes, 0.0), one(lanes, 1.0);
  std::vector<double> slope(lanes);
  std::vector<std::vector<double>> energies;
  std::uint64_t const burn_in = sweeps / 8, batch = sweeps / kBatches;
  for (std::uint64_t step = 0; step < burn_in + batch * kBatches; ++step) {
    Stream random(4, Purpose::sweep, 0, step);
    model.sweep(x, beta, random);
    if (step < burn_in) continue;
    if ((step - burn_in) % batch == 0) energies.emplace_back(lanes);
    model.log_ratio(x, zero, one, slope);
    for (std::size_t l = 0; l < lanes; ++l)
      energies.back()[l] += slope[l] / static_cast<double>(batch * side * side);
  }
  return energies;
}

void check_mean(std::vector<double> const& values, double exact) {
  auto const n = static_cast<double>(values.size());
  double const mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (double const value : values) squares += (value - mean) * (value - mean);
  double const std_error = std::sqrt(squares / n / (n - 1));
  INFO(mean << " +- " << std_error << ", exact " << exact);
  CHECK(std_error < 3e-5);
  CHECK(std::abs(mean - exact) < 4 * std_error);
}

}  // namespace

TEST_CASE("the energy of a packed lattice is Kaufman's to 3e-5 a spin") {
  for (auto const& [beta, sweeps] : {std::pair{0.2, 16000}, {0.35, 50000}, {0.5, 60000}}) {
    INFO("beta = " << beta);
    std::vector<double> means;
    for (auto const& batch :
         batches<PackedLattice>(512, {beta}, static_cast<std::uint64_t>(sweeps)))
      means.push_back(batch.front());
    check_mean(means, kaufman_energy(512, beta));
  }
}

TEST_CASE("the energy of packed replicas at their own temperatures is Kaufman's to 3e-5 a spin") {
  std::vector<double> const at{0.15, 0.3, 0.37, 0.55};
  std::vector<double> beta;
  for (std::size_t lane = 0; lane < 256; ++lane) beta.push_back(at[lane % at.size()]);
  auto const energies = batches<PackedReplicas>(64, beta, 60000);
  for (std::size_t k = 0; k < at.size(); ++k) {
    INFO("beta = " << at[k]);
    std::vector<double> means;
    for (std::size_t lane = k; lane < 256; lane += at.size()) {
      double sum = 0;
      for (auto const& batch : energies) sum += batch[lane];
      means.push_back(sum / static_cast<double>(energies.size()));
    }
    check_mean(means, kaufman_energy(64, at[k]));
  }
}
