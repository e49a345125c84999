#include "approx/registry.hpp"
#include "exact/spin_enumeration.hpp"
#include "lnz/stream.hpp"
#include "models/registry.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace lnz {
namespace {

/// Normal couplings of standard deviation `scale` between all pairs or those that `joined` takes,
/// and normal fields.
SpinParameters random_spins(std::size_t sites, double scale, std::uint64_t seed,
                            bool (*joined)(std::size_t, std::size_t)) {
  Stream random(seed, Purpose::couplings, 0, 0);
  SpinParameters system{.sites = sites, .edges = {}, .J = {}, .h = {}};
  for (std::size_t i = 0; i < sites; ++i) {
    system.h.push_back(0.5 * random.normal());
    for (std::size_t j = 0; j < i; ++j)
      if (joined(j, i)) {
        system.edges.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j)});
        system.J.push_back(scale * random.normal());
      }
  }
  return system;
}

bool all_pairs(std::size_t, std::size_t) { return true; }
bool binary_tree(std::size_t parent, std::size_t child) { return parent == (child - 1) / 2; }

Approximation solved(SpinParameters const& system, std::string const& method) {
  return approximate({graph_of(system), system.h, 0}, method, 1).front();
}

}  // namespace

TEST_CASE("naive mean field never exceeds ln Z") {
  for (double const scale : {0.1, 0.5, 2.0})
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      SpinParameters const system = random_spins(10, scale, seed, all_pairs);
      Approximation const naive = solved(system, "naive");
      CHECK(naive.lower_bound);
      CHECK(naive.log_z < enumerate(system));
    }
}

TEST_CASE("errors of the expansions scale with the order of the first term left out") {
  struct {
    char const* method;
    int order;  // of the error in the couplings
  } const expansions[] = {{"naive", 2}, {"tap2", 3}, {"tap3", 4}};
  for (auto const& [method, order] : expansions) {
    std::vector<double> error;
    for (double const scale : {0.01, 0.02}) {
      double square = 0;
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        SpinParameters const system = random_spins(10, scale, seed, all_pairs);
        double const off = solved(system, method).log_z - enumerate(system);
        square += off * off;
      }
      error.push_back(std::sqrt(square));
    }
    // The next order adds a few hundredths to the exponent at these couplings.
    INFO(method << ": " << error[0] << " " << error[1]);
    CHECK(std::log2(error[1] / error[0]) == Approx(order).margin(0.2));
  }
}

TEST_CASE("Bethe is exact on trees however strong the couplings are") {
  for (double const scale : {0.3, 1.0, 10.0}) {
    SpinParameters const system = random_spins(15, scale, 4, binary_tree);
    Approximation const bethe = solved(system, "bethe");
    CHECK(bethe.converged);
    CHECK(bethe.log_z == Approx(enumerate(system)).epsilon(1e-12));
    CHECK(bethe.notes == std::vector<std::string>{"the graph has no rings: this is exact"});
  }
  CHECK(solved(random_spins(4, 0.3, 4, all_pairs), "bethe").notes.empty());
}

TEST_CASE("the means of a tree are those of the sum over its states") {
  SpinParameters const system = random_spins(9, 1.0, 4, binary_tree);
  std::vector<double> const mean = solved(system, "bethe").mean;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    constexpr double kStep = 1e-5;
    SpinParameters up = system, down = system;
    up.h[i] += kStep;
    down.h[i] -= kStep;
    CHECK(mean[i] == Approx((enumerate(up) - enumerate(down)) / (2 * kStep)).margin(1e-8));
  }
}

TEST_CASE("an iteration that does not come to rest says so") {
  // Frustrated and strong: the messages of belief propagation keep turning.
  Approximation const bethe = solved(random_spins(12, 3.0, 11, all_pairs), "bethe");
  CHECK_FALSE(bethe.converged);
  CHECK(bethe.last_change > 1e-9);
  CHECK(bethe.starts_converged == 0);
}

}  // namespace lnz
