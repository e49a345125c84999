#include "exact/boltzmann_enumeration.hpp"
#include "models/pairwise/chromatic_gibbs.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

using namespace lnz;

namespace {

/// Units in a ring, each linked to the next `reach`.
BoltzmannParameters ring(std::size_t units, std::size_t reach) {
  BoltzmannParameters machine{units, 0, {}, std::vector<double>(units * units), {}, {}, {}};
  Stream random(4, Purpose::couplings, 0, 0);
  for (std::size_t i = 0; i < units; ++i) {
    machine.b.push_back(random.normal());
    for (std::size_t step = 1; step <= reach; ++step) {
      std::size_t const j = (i + step) % units;
      machine.L[i * units + j] = machine.L[j * units + i] = random.normal();
    }
  }
  return machine;
}

}  // namespace

TEST_CASE("units of a colour are not linked, and a ring has as many colours as it needs") {
  for (auto const& [units, reach, most] :
       {std::tuple<std::size_t, std::size_t, std::size_t>{6, 1, 3}, {27, 1, 3}, {9, 4, 9}}) {
    SpinGraph const graph = linked_bits(ring(units, reach)).links;
    Colouring const coloured = colouring(graph);
    CHECK(coloured.colours >= std::size_t{reach == 1 ? 2u : 9u});
    CHECK(coloured.colours <= most);
    std::vector<std::uint32_t> all = coloured.order;
    std::ranges::sort(all);
    for (std::uint32_t i = 0; i < units; ++i) CHECK(all[i] == i);
  }
}

TEST_CASE("bits and spins of one system have one ln Z") {
  SpinParameters const system{4, {{0, 1}, {1, 2}, {3, 0}}, {0.7, -1.2, 0.4}, {0.1, 0.5, 0, -0.9}};
  double constant = 0;
  SpinParameters const again = to_spins(linked_bits(system), constant);
  CHECK(again.J == std::vector<double>{0.7, 0.4, -1.2});
  CHECK(constant == Approx(0).margin(1e-15));
  for (std::size_t i = 0; i < 4; ++i) CHECK(again.h[i] == Approx(system.h[i]).margin(1e-15));
}

TEST_CASE("the slope of a chromatic path has the mean that enumeration gives") {
  // By tables (all pairs linked, two tiles) and link by link (a ring, two tiles and three colours).
  for (BoltzmannParameters const& machine : {ring(19, 9), ring(25, 1)}) {
    constexpr double kStep = 1e-3;
    constexpr std::size_t kChains = 100;
    auto const log_z = [&](double beta) { return enumerate(at_temperature(machine, beta)); };
    double const exact = (log_z(1 + kStep) - log_z(1 - kStep)) / (2 * kStep);
    ChromaticGibbs const path(linked_bits(machine), {}, 0);
    Stream reference(6, Purpose::reference, 0, 0);
    auto x = path.draw_reference(kChains, reference);
    std::vector<double> sum(kChains), zero(kChains, 0.0), one(kChains, 1.0), slope(kChains);
    constexpr int kBurnIn = 100, kSweeps = 3000;
    for (int t = 0; t < kBurnIn + kSweeps; ++t) {
      Stream random(6, Purpose::sweep, 0, static_cast<std::uint64_t>(t));
      path.sweep(x, one, random);
      path.log_ratio(x, zero, one, slope);
      for (std::size_t l = 0; t >= kBurnIn && l < kChains; ++l) sum[l] += slope[l] / kSweeps;
    }
    double const mean = std::accumulate(sum.begin(), sum.end(), 0.0) / kChains;
    double squares = 0;
    for (double const s : sum) squares += (s - mean) * (s - mean);
    double const std_error = std::sqrt(squares / kChains / (kChains - 1));
    INFO(machine.visible << " units: " << mean << " +- " << std_error << ", exact " << exact);
    CHECK(std_error < 0.01);
    CHECK(std::abs(mean - exact) < 4 * std_error);
  }
}
