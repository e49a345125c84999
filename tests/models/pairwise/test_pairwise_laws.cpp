#include "models/pairwise/boltzmann_parameters.hpp"
#include "models/pairwise/hopfield_parameters.hpp"
#include "models/registry.hpp"
#include "models/spins/spin_parameters.hpp"
#include "support/laws.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

namespace {

BoltzmannParameters const kMachine{
    .visible = 4,
    .hidden = 2,
    .W = {0.5, -1, 0.3, 0.8, -0.6, 1.1, 0.9, 0.2},
    .L = {0, 0.7, -1.4, 0, 0.7, 0, 0.9, 0, -1.4, 0.9, 0, 1.2, 0, 0, 1.2, 0},
    .J = {0, -0.8, -0.8, 0},
    .b = {0.1, -0.3, 0.2, 0.6},
    .c = {-0.5, 0.6}};

double log_target(BoltzmannParameters const& m, double beta, std::span<std::int8_t const> x) {
  double sum = 0;
  for (std::size_t i = 0; i < m.visible; ++i) {
    sum += m.b[i] * x[i];
    for (std::size_t k = 0; k < m.visible; ++k) sum += x[i] * m.L[i * m.visible + k] * x[k] / 2;
    for (std::size_t j = 0; j < m.hidden; ++j)
      sum += x[i] * m.W[i * m.hidden + j] * x[m.visible + j];
  }
  for (std::size_t j = 0; j < m.hidden; ++j) {
    sum += m.c[j] * x[m.visible + j];
    for (std::size_t k = 0; k < m.hidden; ++k)
      sum += x[m.visible + j] * m.J[j * m.hidden + k] * x[m.visible + k] / 2;
  }
  return beta * sum;
}

}  // namespace

TEST_CASE("a Boltzmann machine obeys the laws from every reference") {
  Record const model = to_record(kMachine);
  std::vector<double> const uniform(6, 0.5), all{0.7, 0.2, 0.5, 0.9, 0.35, 0.6},
      base_rates{0.7, 0.2, 0.5, 0.9}, of_base_rates{0.7, 0.2, 0.5, 0.9, 0.5, 0.5};
  for (auto const& [given, means] :
       {std::pair<std::vector<double>, std::vector<double>>{{}, uniform},
        {all, all},
        {base_rates, of_base_rates}}) {
    INFO(given.size() << " means");
    check_laws({.name = "boltzmann",
                .model = kind_of(model).make(model, 0.9, {given}, {}),
                .low = 0,
                .log_target = [](auto x) { return log_target(kMachine, 0.9, x); },
                .reference_mean = means});
  }
}

namespace {

double log_target(SpinParameters const& system, double beta, std::span<std::int8_t const> s) {
  double sum = 0;
  for (std::size_t e = 0; e < system.J.size(); ++e)
    sum += system.J[e] * s[static_cast<std::size_t>(system.edges[e][0])] *
           s[static_cast<std::size_t>(system.edges[e][1])];
  for (std::size_t i = 0; i < s.size(); ++i) sum += system.h[i] * s[i];
  return beta * sum;
}

/// By moves of this name; `system` is the model as bonds.
void check_spins(Record const& model, SpinParameters const& system, double beta,
                 std::string const& moves, std::vector<double> const& mean) {
  check_laws({.name = moves,
              .model = kind_of(model).make(model, beta, {mean}, {.moves = moves}),
              .low = -1,
              .log_target = [&](auto s) { return log_target(system, beta, s); },
              .reference_mean = mean.empty() ? std::vector<double>(system.sites, 0.5) : mean});
}

/// J_ij = (1/N) sum_p xi_i xi_j, as the definition has it.
SpinParameters pairs_of(HopfieldParameters const& network) {
  SpinParameters system{network.spins, {}, {}, network.h};
  for (std::size_t i = 0; i < network.spins; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      double J = 0;
      for (std::size_t p = 0; p < network.patterns; ++p)
        J += network.xi[p * network.spins + i] * network.xi[p * network.spins + j];
      system.edges.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j)});
      system.J.push_back(J / static_cast<double>(network.spins));
    }
  return system;
}

std::vector<double> const kMeans{0.7, 0.2, 0.5, 0.9, 0.35, 0.6};

}  // namespace

TEST_CASE("a glass in a field obeys the laws by heat bath") {
  SpinParameters glass = spin_parameters(generate_model("sk:6,seed=2"));
  glass.h = {0.2, 0, -0.5, 0.1, 0.4, -0.7};
  check_spins(to_record(glass), glass, 1.3, "heat-bath", kMeans);
}

TEST_CASE("a Hopfield network in a field obeys the laws by heat bath, whatever the sign of beta") {
  HopfieldParameters network = hopfield_parameters(generate_model("hopfield:6,patterns=2,seed=4"));
  network.h = {0.2, 0, -0.5, 0.1, 0.4, -0.7};
  for (double const beta : {0.9, -1.1})
    check_spins(to_record(network), pairs_of(network), beta, "heat-bath",
                beta > 0 ? kMeans : std::vector<double>{});
}

TEST_CASE("a Hopfield network in a field obeys the laws by Gaussian fields") {
  HopfieldParameters network = hopfield_parameters(generate_model("hopfield:6,patterns=2,seed=4"));
  network.h = {0.2, 0, -0.5, 0.1, 0.4, -0.7};
  check_spins(to_record(network), pairs_of(network), 0.9, "gaussian", kMeans);
}
