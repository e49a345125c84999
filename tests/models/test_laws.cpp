#include "exact/registry.hpp"
#include "lnz/log_sum.hpp"
#include "models/heat_bath/heat_bath_lattice.hpp"
#include "models/kinds.hpp"
#include "models/rbm/rbm.hpp"
#include "models/registry.hpp"
#include "models/spins/lattice_parameters.hpp"
#include "models/spins/spin_parameters.hpp"
#include "support/laws.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace lnz;

namespace {

using Units = std::span<std::int8_t const>;

double log_target(SpinParameters const& system, double beta, Units s) {
  double sum = 0;
  for (std::size_t e = 0; e < system.J.size(); ++e)
    sum += system.J[e] * s[static_cast<std::size_t>(system.edges[e][0])] *
           s[static_cast<std::size_t>(system.edges[e][1])];
  for (std::size_t i = 0; i < s.size(); ++i) sum += system.h[i] * s[i];
  return beta * sum;
}

/// ln sum_h exp(-beta E(v, h)), h listed.
double log_target(RbmParameters const& m, double beta, Units v) {
  double sum = 0;
  for (std::size_t h = 0; h < std::size_t{1} << m.hidden; ++h) {
    double minus_energy = 0;
    for (std::size_t i = 0; i < m.visible; ++i) {
      minus_energy += m.b[i] * v[i];
      for (std::size_t j = 0; j < m.hidden; ++j)
        minus_energy += static_cast<double>(h >> j & 1) * m.W[i * m.hidden + j] * v[i];
    }
    for (std::size_t j = 0; j < m.hidden; ++j)
      minus_energy += static_cast<double>(h >> j & 1) * m.c[j];
    sum += std::exp(beta * minus_energy);
  }
  return std::log(sum);
}

template <class Parameters>
void check(std::string name, Parameters const& parameters, int low, double beta, std::size_t units,
           std::vector<double> const& mean = {}, bool mixes = true,
           std::string const& precision = "") {
  Record const model = to_record(parameters);
  check_laws({.name = std::move(name),
              .model = kind_of(model).make(model, beta, {mean}, {"auto", precision}),
              .low = low,
              .log_target = [&](Units x) { return log_target(parameters, beta, x); },
              .reference_mean = mean.empty() ? std::vector<double>(units, 0.5) : mean,
              .tolerance = precision.empty() ? 1e-13 : 1e-8,
              .mixes = mixes});
}

/// A triangle with a tail, a bond given twice, and a site without bonds.
SpinParameters const kSpins{
    .sites = 6,
    .edges = {{0, 1}, {2, 1}, {0, 2}, {2, 3}, {1, 0}, {4, 3}},
    .J = {0.8, -1.1, 0.6, 0.9, -0.3, 1.4},
    .h = {0.2, 0, -0.5, 0.1, 0.4, -0.7},
};

RbmParameters rbm() { return rbm_parameters(generate_model("rbm:5x4,scale=1.2,bias=0.8,seed=3")); }

}  // namespace

TEST_CASE("a sparse spin system obeys the laws from a uniform reference") {
  check("spins", kSpins, -1, 0.7, 6);
}

TEST_CASE("a sparse spin system obeys the laws from a fitted reference") {
  check("spins", kSpins, -1, 1, 6, {0.7, 0.2, 0.5, 0.9, 0.35, 0.6});
}

TEST_CASE("a frozen spin system obeys the laws, though it is slow to reach its target") {
  // The second eigenvalue of its sweep is 0.9995: a relaxation takes 2000 sweeps.
  check("spins", kSpins, -1, 4, 6, {}, false);
}

TEST_CASE("a lattice with a doubly bonded axis and a field obeys the laws") {
  Record const model = generate_model("ising:2x3,J=gauss,h=0.3,seed=5");
  // Bonds of the 2 x 3 torus, written out: down twice, right and around.
  LatticeParameters const lattice = lattice_parameters(model);
  auto const J = [&](std::size_t axis, std::size_t row, std::size_t column) {
    return lattice.J[6 * axis + 3 * row + column];
  };
  double const beta = 0.8;
  check_laws({.name = "ising",
              .model = kind_of(model).make(model, beta, {}, {}),
              .low = -1,
              .log_target =
                  [&](Units s) {
                    double sum = 0;
                    for (std::size_t row = 0; row < 2; ++row)
                      for (std::size_t column = 0; column < 3; ++column) {
                        int const here = s[3 * row + column];
                        sum += here * (J(0, row, column) * s[3 * (1 - row) + column] +
                                       J(1, row, column) * s[3 * row + (column + 1) % 3] + 0.3);
                      }
                    return beta * sum;
                  },
              .reference_mean = std::vector<double>(6, 0.5)});
}

TEST_CASE("an RBM of rounded weights obeys the laws of the true machine") {
  check("rbm", rbm(), 0, 0.9, 5, {}, true, "int16");
}

TEST_CASE("an RBM of rounded weights obeys the laws from a fitted reference") {
  check("rbm", rbm(), 0, 1, 5, {0.7, 0.2, 0.5, 0.9, 0.35}, true, "int16");
}

TEST_CASE("an RBM sampled with coarse weights obeys the laws of the true machine") {
  // Steps of 1/2 to weights of 1.2: ln Z of the rounded machine is 0.3 off.
  RbmParameters const machine = rbm();
  RoundedWeights coarse = rounded(machine);
  for (double& w : coarse.W) w = std::round(2 * w) / 2;
  coarse.visible_step.assign(5, 0.5);
  coarse.hidden_step.assign(4, 0.5);
  check_laws({.name = "rbm",
              .model = erase(Rbm<std::int16_t>(machine, coarse, {})),
              .low = 0,
              .log_target = [&](Units v) { return log_target(machine, 1, v); },
              .reference_mean = std::vector<double>(5, 0.5),
              .tolerance = 1e-8});
}

TEST_CASE("an RBM of float weights obeys the laws from a fitted reference") {
  check("rbm", rbm(), 0, 1, 5, {0.7, 0.2, 0.5, 0.9, 0.35}, true, "float32");
}

TEST_CASE("a path through other machines obeys the laws, at them and between") {
  // Three parts of the path; the laws look at 0, 0.35, 0.7 and 1.
  std::vector<double> const mean{0.7, 0.2, 0.5, 0.9, 0.35};
  double const beta = 0.9;
  Reference const reference{mean,
                            {generate_model("rbm:5x4,scale=0.6,bias=0.3,seed=4"),
                             generate_model("rbm:5x4,scale=1.5,bias=0.9,seed=5")}};
  check_laws({.name = "rbm through machines",
              .model = rbm_kind().make(to_record(rbm()), beta, reference, {}),
              .low = 0,
              .log_target = [&](Units v) { return log_target(rbm(), beta, v); },
              .reference_mean = mean});
}

namespace {

void check_metropolis(std::string const& form, double beta) {
  Record const model = generate_model(form);
  SpinParameters const system = to_spins(lattice_parameters(model));
  check_laws({.name = form,
              .model = kind_of(model).make(model, beta, {}, {.moves = "metropolis"}),
              .low = -1,
              .log_target = [&](Units x) { return log_target(system, beta, x); },
              .reference_mean = std::vector<double>(system.sites, 0.5)});
}

}  // namespace

TEST_CASE("packed replicas of a torus obey the laws") { check_metropolis("ising:4x2,J=0.7", 0.6); }

TEST_CASE("packed replicas of an open lattice obey the laws") {
  check_metropolis("ising:3x4,boundary=open", 0.4);
}

TEST_CASE("packed replicas of a glass obey the laws") {
  check_metropolis("ising:3x4,J=pm1,seed=2,boundary=op", 0.8);
}

TEST_CASE("packed replicas in three dimensions obey the laws") {
  check_metropolis("ising:2x2x3,J=-0.5,boundary=ppo", 0.5);
}

namespace {

void check_heat_bath(std::string const& form, double beta, std::vector<double> const& mean = {}) {
  Record const model = generate_model(form);
  SpinParameters const system = to_spins(lattice_parameters(model));
  ModelHandle const handle = kind_of(model).make(model, beta, {mean}, {.moves = "heat-bath"});
  REQUIRE(handle.notes.empty());
  check_laws({.name = form,
              .model = handle,
              .low = -1,
              .log_target = [&](Units x) { return log_target(system, beta, x); },
              .reference_mean = mean.empty() ? std::vector<double>(system.sites, 0.5) : mean});
}

}  // namespace

TEST_CASE("heat bath on a glass on a torus obeys the laws") {
  check_heat_bath("ising:4x2,J=gauss,seed=3", 0.9);
}

TEST_CASE("heat bath on an open glass in a field obeys the laws") {
  check_heat_bath("ising:3x3,J=gauss,h=0.4,seed=2,boundary=open", 0.8);
}

TEST_CASE("heat bath on a chain from a fitted reference obeys the laws") {
  check_heat_bath("ising:6,J=gauss,h=-0.2,seed=1", 1, {0.7, 0.2, 0.5, 0.9, 0.35, 0.6});
}

TEST_CASE("heat bath in three dimensions obeys the laws") {
  check_heat_bath("ising:2x2x3,J=gauss,seed=4,boundary=ppo", 0.6);
}

TEST_CASE("heat bath keeps the distribution of a glass of 16 and of 15 spins") {
  // Exact draws, one sweep; of 2^16 states the likelier ones are counted one by one.
  for (auto const& [form, beta] : {std::pair{"ising:4x4,J=gauss,seed=7", 1.2},
                                   {"ising:3x5,J=gauss,h=0.3,seed=6,boundary=open", 0.9}}) {
    INFO(form);
    LatticeParameters const lattice =
        at_temperature(lattice_parameters(generate_model(form)), beta);
    SpinParameters const system = to_spins(lattice);
    HeatBathLattice const model(lattice);
    std::size_t const states = std::size_t{1} << system.sites;
    auto const spins_of = [&](std::size_t number) {
      std::vector<std::int8_t> s(system.sites);
      for (std::size_t i = 0; i < s.size(); ++i) s[i] = number >> i & 1 ? 1 : -1;
      return s;
    };
    std::vector<double> p(states), counts(states);
    for (std::size_t k = 0; k < states; ++k) p[k] = log_target(system, 1, spins_of(k));
    double const log_z = log_sum_exp(p);
    for (double& x : p) x = std::exp(x - log_z);
    std::vector<double> cumulative(states);
    std::partial_sum(p.begin(), p.end(), cumulative.begin());
    constexpr std::size_t kLanes = 1000;
    for (std::uint64_t t = 0; t < 400; ++t) {
      Stream draws(5, Purpose::data, 0, t), random(5, Purpose::sweep, 0, t);
      std::vector<std::int8_t> all;
      for (std::size_t l = 0; l < kLanes; ++l) {
        auto const at = std::upper_bound(cumulative.begin(), cumulative.end() - 1,
                                         draws.uniform() * cumulative.back());
        auto const s = spins_of(static_cast<std::size_t>(at - cumulative.begin()));
        all.insert(all.end(), s.begin(), s.end());
      }
      auto x = model.restore(all, kLanes);
      model.sweep(x, std::vector<double>(kLanes, 1.0), random);
      auto const units = model.units(x);
      for (std::size_t l = 0; l < kLanes; ++l) {
        std::size_t number = 0;
        for (std::size_t i = 0; i < system.sites; ++i)
          number |= std::size_t{units[l * system.sites + i] == 1} << i;
        ++counts[number];
      }
    }
    CHECK(excess_of_counts(counts, p) < 4);
  }
}

TEST_CASE("the energy of a glass by heat bath is that of the transfer matrix") {
  for (std::string const form :
       {"ising:8x20,J=gauss,seed=2,boundary=po", "ising:4x3x12,J=gauss,h=0.2,seed=3,boundary=poo",
        "ising:70x5,J=gauss,boundary=open"}) {
    Record const model = generate_model(form);
    constexpr double kBeta = 0.5, kStep = 1e-3;
    constexpr std::size_t kChains = 64;
    HeatBathLattice const path(at_temperature(lattice_parameters(model), kBeta));
    Stream reference(6, Purpose::reference, 0, 0);
    auto x = path.draw_reference(kChains, reference);
    std::vector<double> sum(kChains);
    constexpr int kBurnIn = 200, kSweeps = 2000;
    for (int t = 0; t < kBurnIn + kSweeps; ++t) {
      Stream random(6, Purpose::sweep, 0, static_cast<std::uint64_t>(t));
      path.sweep(x, std::vector<double>(kChains, 1.0), random);
      for (std::size_t l = 0; t >= kBurnIn && l < kChains; ++l)
        sum[l] += x.slope[l] / (kBeta * kSweeps);
    }
    double const mean = std::accumulate(sum.begin(), sum.end(), 0.0) / kChains;
    double squares = 0;
    for (double const s : sum) squares += (s - mean) * (s - mean);
    double const std_error = std::sqrt(squares / kChains / (kChains - 1));
    auto const log_z = [&](double beta) {
      return exact_log_z(model, beta, "transfer-matrix").log_z;
    };
    double const exact = (log_z(kBeta + kStep) - log_z(kBeta - kStep)) / (2 * kStep);
    INFO(form << ": " << mean << " +- " << std_error << ", exact " << exact);
    CHECK(std_error < 1e-3 * exact);
    CHECK(std::abs(mean - exact) < 4 * std_error);
  }
}
