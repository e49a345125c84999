#include "exact/boltzmann_enumeration.hpp"
#include "exact/rbm_enumeration.hpp"
#include "exact/small_systems.hpp"
#include "exact/spin_enumeration.hpp"
#include "lnz/log_sum.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace lnz {
namespace {

TEST_CASE("enumeration of a machine is the sum over all its states") {
  auto const [visible, hidden] =
      GENERATE(table<std::size_t, std::size_t>({{1, 1}, {1, 9}, {9, 2}, {5, 6}, {8, 9}, {10, 9}}));
  // From rounding noise to fields of thousands, where no unit can be fast.
  double const scale = GENERATE(0., 1e-3, 1., 30., 120., 2000.);
  RbmParameters const machine = random_rbm(visible, hidden, scale, 11 + visible);
  double const exact = brute_force(machine);
  INFO(visible << " x " << hidden << ", scale " << scale);
  CHECK(enumerate(machine) == Approx(exact).epsilon(1e-13).margin(1e-13));
}

TEST_CASE("enumeration of a machine does not depend on which layer is called visible") {
  RbmParameters const machine = random_rbm(70, 13, 0.7, 5);
  RbmParameters turned{13, 70, {}, machine.c, machine.b};
  for (std::size_t j = 0; j < 13; ++j)
    for (std::size_t i = 0; i < 70; ++i) turned.W.push_back(machine.W[i * 13 + j]);
  CHECK(enumerate(machine) == Approx(enumerate(turned)).epsilon(1e-14));
}

TEST_CASE("enumeration of a wide machine sums softplus over its larger layer") {
  // Wide enough that a product of all factors would underflow.
  RbmParameters const machine = random_rbm(400, 10, GENERATE(0.01, 1., 6., 20.), 9);
  std::vector<double> log_weights;
  for (unsigned state = 0; state < 1u << 10; ++state) {
    long double x = 0;
    for (unsigned j = 0; j < 10; ++j) x += state >> j & 1 ? machine.c[j] : 0;
    for (std::size_t i = 0; i < 400; ++i) {
      double field = machine.b[i];
      for (unsigned j = 0; j < 10; ++j) field += state >> j & 1 ? machine.W[10 * i + j] : 0;
      x += softplus(field);
    }
    log_weights.push_back(static_cast<double>(x));
  }
  CHECK(enumerate(machine) == Approx(log_sum_exp(log_weights)).epsilon(1e-13));
}

TEST_CASE("enumeration of independent units is the sum of their softplus") {
  RbmParameters machine = random_rbm(300, 18, 3, 6);
  std::fill(machine.W.begin(), machine.W.end(), 0.0);
  double sum = 0;
  for (auto const* bias : {&machine.b, &machine.c})
    for (double const x : *bias) sum += std::log1p(std::exp(x));
  CHECK(enumerate(machine) == Approx(sum).epsilon(1e-13));
}

TEST_CASE("enumeration of a Boltzmann machine is the sum over all its states, whatever is linked") {
  auto const [visible, hidden] = GENERATE(
      table<std::size_t, std::size_t>({{1, 1}, {9, 3}, {3, 10}, {12, 2}, {11, 0}, {1, 0}}));
  bool const L = GENERATE(false, true), J = GENERATE(false, true);
  double const scale = GENERATE(1e-3, 1., 30.);
  BoltzmannParameters const machine = random_boltzmann(visible, hidden, L, J, scale, 5 + visible);
  INFO(visible << " x " << hidden << ", L " << L << ", J " << J << ", scale " << scale);
  // Of all units as spins, the fields of bits cancel: rounding goes with the largest exponent.
  CHECK(enumerate(machine) ==
        Approx(brute_force(machine)).epsilon(1e-13).margin(1e-13 + 1e-14 * scale * 200));
}

TEST_CASE("enumeration of spins is the sum over all their states") {
  std::size_t const sites = GENERATE(1, 2, 5, 10, 11, 14);
  double const field = GENERATE(0., 1., 300.);
  LatticeParameters const values = random_lattice({sites, sites}, {false, false}, true, sites);
  SpinParameters system{sites, {}, {}, {}};
  for (std::size_t i = 0; i < sites; ++i) {
    system.h.push_back(field * values.h[i]);
    for (std::size_t j = 0; j < sites; ++j) {
      if (i == j) continue;  // each pair twice: repeated bonds add up
      system.edges.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j)});
      system.J.push_back(values.h[i * sites + j]);
    }
  }
  CHECK(enumerate(system) == Approx(brute_force(system)).epsilon(1e-13));
}

TEST_CASE("enumeration gives the same bits on any number of threads") {
  RbmParameters const machine = random_rbm(40, 17, 2, GENERATE(3, 4, 5, 6));
  SpinParameters const system = to_spins(random_lattice({4, 5}, {true, true}, true, 4));
  auto of_machine = [&] { return enumerate(machine); };
  auto of_system = [&] { return enumerate(system); };
  for (int const threads : {2, 3}) {
    CHECK(with_threads(threads, of_machine) == with_threads(1, of_machine));
    CHECK(with_threads(threads, of_system) == with_threads(1, of_system));
  }
}

}  // namespace
}  // namespace lnz
