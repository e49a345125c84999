#include "models/clusters/cluster_spins.hpp"
#include "parallel/threads.hpp"
#include "support/laws.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

namespace {

/// A triangle with a tail, a bond given twice, and a site without bonds.
SpinParameters const kFerromagnet{
    .sites = 6,
    .edges = {{0, 1}, {2, 1}, {0, 2}, {2, 3}, {1, 0}},
    .J = {0.8, 0.5, 0.3, 0.9, -0.3},
    .h = {0.2, 0, -0.5, 0.1, 0.4, -0.7},
};

/// J = 1, a 2 x 3 torus: bonds between its rows are double.
SpinParameters const kTorus{
    .sites = 6,
    .edges = {{0, 1},
              {1, 2},
              {2, 0},
              {3, 4},
              {4, 5},
              {5, 3},
              {0, 3},
              {3, 0},
              {1, 4},
              {4, 1},
              {2, 5},
              {5, 2}},
    .J = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
    .h = {0.3, 0.3, 0.3, 0.3, 0.3, 0.3},
};

double log_target(SpinParameters const& system, std::span<std::int8_t const> s) {
  double sum = 0;
  for (std::size_t e = 0; e < system.J.size(); ++e)
    sum += system.J[e] * s[static_cast<std::size_t>(system.edges[e][0])] *
           s[static_cast<std::size_t>(system.edges[e][1])];
  for (std::size_t i = 0; i < s.size(); ++i) sum += system.h[i] * s[i];
  return sum;
}

/// The laws of all cluster moves; Swendsen-Wang also on strips of two sites, whose bonds cross. On
/// one thread: six sites are not worth waking another.
void check(SpinParameters const& system, std::vector<double> const& mean = {}) {
  int const before = thread_count();
  set_thread_count(1);
  auto const check_moves = [&](std::string const& moves, std::size_t strip_sites) {
    check_laws({.name = moves,
                .model = erase(ClusterSpins(system, {mean}, moves, strip_sites)),
                .low = -1,
                .log_target = [&](auto const& spins) { return log_target(system, spins); },
                .reference_mean = mean.empty() ? std::vector<double>(system.sites, 0.5) : mean});
  };
  check_moves("swendsen-wang", ClusterSystem::kStripSites);
  check_moves("swendsen-wang", 2);
  check_moves("wolff", ClusterSystem::kStripSites);
  set_thread_count(before);
}

SpinParameters without_field(SpinParameters system) {
  system.h.assign(system.sites, 0.0);
  return system;
}

}  // namespace

TEST_CASE("cluster moves obey the laws without a field") { check(without_field(kFerromagnet)); }

TEST_CASE("cluster moves obey the laws in a field") { check(kFerromagnet); }

TEST_CASE("cluster moves obey the laws from a fitted reference") {
  check(kFerromagnet, {0.7, 0.2, 0.5, 0.9, 0.35, 0.6});
}

TEST_CASE("cluster moves obey the laws on a doubly bonded axis in a field") {
  check(at_temperature(kTorus, 0.4));
}
