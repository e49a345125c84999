#include "memory_of_moves.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

/// z in tau(32) = 2^z tau(16) for |M|, and its error.
struct Growth {
  double z, std_error;
};

Growth growth(std::string const& moves, int sweeps) {
  Memory const small = memory_of_moves(moves, 16, sweeps),
               large = memory_of_moves(moves, 32, sweeps);
  double const z = std::log2(large.tau_magnetisation / small.tau_magnetisation);
  return {z, std::hypot(small.std_error_magnetisation / small.tau_magnetisation,
                        large.std_error_magnetisation / large.tau_magnetisation) /
                 std::log(2.0)};
}

}  // namespace

TEST_CASE("at the critical point the memory of clusters grows more slowly than that of forests") {
  Growth const forest = growth("forest", 20000);
  for (std::string const moves : {"swendsen-wang", "wolff"}) {
    Growth const clusters = growth(moves, 4000);
    INFO(moves << " " << clusters.z << " +- " << clusters.std_error << ", forest " << forest.z
               << " +- " << forest.std_error);
    CHECK(forest.z - clusters.z > 1 + 4 * std::hypot(forest.std_error, clusters.std_error));
  }
}
