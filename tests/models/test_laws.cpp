#include "models/rbm/rbm.hpp"
#include "models/registry.hpp"
#include "models/spins/lattice_parameters.hpp"
#include "models/spins/spin_parameters.hpp"
#include "support/laws.hpp"

#include <catch2/catch.hpp>

#include <cmath>

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
