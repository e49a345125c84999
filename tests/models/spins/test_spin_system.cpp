#include "models/registry.hpp"
#include "models/spins/lattice_parameters.hpp"
#include "models/spins/spin_system.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

using namespace lnz;
using Catch::Contains;

namespace {

/// -u, the mean of s s over bonds times 2, of independent chains of an L x L torus, with its
/// standard error between chains.
struct Mean {
  double value, std_error;
};

Mean bond_energy(std::string const& form, double beta, int chains, std::uint64_t burn_in,
                 std::uint64_t sweeps) {
  LatticeParameters const lattice = lattice_parameters(generate_model(form));
  SpinSystem const model(to_spins(at_temperature(lattice, beta)), {});
  auto const n = static_cast<std::size_t>(chains);
  Stream reference(3, Purpose::reference, 0, 0);
  SpinSystem::State x = model.draw_reference(chains, reference);
  std::vector<double> const zero(n, 0.0), one(n, 1.0);
  std::vector<double> ratio(n), sum(n);
  for (std::uint64_t t = 0; t < burn_in + sweeps; ++t) {
    Stream random(3, Purpose::sweep, 0, t);
    model.sweep(x, one, random);
    if (t < burn_in) continue;
    model.log_ratio(x, zero, one, ratio);
    for (std::size_t l = 0; l < n; ++l) sum[l] += ratio[l];
  }
  double const scale = beta * static_cast<double>(sweeps) * static_cast<double>(lattice.sites());
  for (double& s : sum) s /= scale;
  double const mean = std::accumulate(sum.begin(), sum.end(), 0.0) / chains;
  double squares = 0;
  for (double const s : sum) squares += (s - mean) * (s - mean);
  return {mean, std::sqrt(squares / chains / (chains - 1))};
}

}  // namespace

TEST_CASE("the energy of a warm torus is Kaufman's") {
  Mean const energy = bond_energy("ising:32x32", 0.3, 128, 200, 6000);
  INFO(energy.value << " +- " << energy.std_error);
  CHECK(energy.std_error < 2e-4);
  CHECK(std::abs(energy.value - 0.7044990717) < 4 * energy.std_error);
}

TEST_CASE("the energy of a critical torus is Kaufman's") {
  Mean const energy = bond_energy("ising:16x16", std::log1p(std::sqrt(2.0)) / 2, 128, 5000, 20000);
  INFO(energy.value << " +- " << energy.std_error);
  CHECK(energy.std_error < 4e-3);
  CHECK(std::abs(energy.value - 1.4530648528) < 4 * energy.std_error);
}

TEST_CASE("units that are no spins are restored as spins of their sign") {
  SpinParameters const system = to_spins(lattice_parameters(generate_model("ising:3x3,J=gauss")));
  ModelHandle const model = erase(SpinSystem(system, {}));
  Block wild = model.make_block(1, 0, 1), tame = model.make_block(1, 0, 1);
  std::vector<std::int8_t> const units{77, -77, 1, -128, 127, -1, 2, -2, 5},
      spins{1, -1, 1, -1, 1, -1, 1, -1, 1};
  wild.load(std::as_bytes(std::span(units)));
  tame.load(std::as_bytes(std::span(spins)));
  CHECK(wild.save() == tame.save());
}

TEST_CASE("a lane does not depend on what other lanes do") {
  Record const record = generate_model("ising:6x6,J=gauss,seed=4");
  SpinSystem const model(to_spins(lattice_parameters(record)), {});
  std::size_t const lanes = 19;
  auto const last_lane = [&](double other_beta) {
    Stream reference(5, Purpose::reference, 0, 0);
    SpinSystem::State x = model.draw_reference(static_cast<int>(lanes), reference);
    std::vector<double> beta(lanes, other_beta), out(lanes);
    beta.back() = 0.6;
    for (std::uint64_t t = 0; t < 20; ++t) {
      Stream random(5, Purpose::sweep, 0, t);
      model.sweep(x, beta, random);
    }
    std::vector<SpinSystem::Unit> const units = model.units(x);
    return std::vector<SpinSystem::Unit>(units.end() - 36, units.end());
  };
  CHECK(last_lane(0) == last_lane(1));
}

TEST_CASE("the slope keeps double precision where couplings have more digits than a float") {
  SpinParameters const system{.sites = 2, .edges = {{0, 1}}, .J = {0.1}, .h = {0.3, 0}};
  SpinSystem const model(system, {});
  std::vector<SpinSystem::Unit> const units{1, -1};
  SpinSystem::State const x = model.restore(units, 1);
  double const zero = 0, one = 1;
  double ratio = 0;
  model.log_ratio(x, {&zero, 1}, {&one, 1}, {&ratio, 1});
  CHECK(std::abs(ratio - (0.3 - 0.1)) < 1e-16);
}

TEST_CASE("couplings that single precision cannot hold are refused by their site") {
  SpinParameters system{.sites = 3, .edges = {{1, 2}}, .J = {1e300}, .h = {0, 0, 0}};
  CHECK_THAT(refused([&] { SpinSystem(system, {}); }), Contains("site 1"));
  system.J = {1e308};
  CHECK_THAT(refused([&] { SpinSystem(at_temperature(system, 1e10), {}); }), Contains("site 1"));
}

TEST_CASE("a reference of another width is refused") {
  SpinParameters const system{.sites = 3, .edges = {}, .J = {}, .h = {0, 0, 0}};
  CHECK_THAT(refused([&] { SpinSystem(system, {{0.5}}); }), Contains("1 units"));
}
