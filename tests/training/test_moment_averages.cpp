#include "training/moment_averages.hpp"

#include "training/tiny_rbm.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

/// Means of (v P(h|v), v, P(h|v)), by the list of visible states.
std::vector<double> exact_moments(RbmParameters const& machine) {
  return tiny::moments(machine, tiny::visible_distribution(machine)).mean;
}

}  // namespace

TEST_CASE("machines of averaged moments have moments between those of both ends",
          "[exact][training]") {
  RbmParameters const target = tiny::random_rbm(6, 4, 1.2, 7);
  for (double const beta : {1.0, 0.5}) {
    auto const machines = moment_averages(to_record(target), beta, 3, 1);
    REQUIRE(machines.size() == 3);
    RbmParameters free = target;  // independent units of the target's means
    std::vector<double> const end = exact_moments(at_temperature(target, beta));
    std::fill(free.W.begin(), free.W.end(), 0.0);
    std::fill(free.c.begin(), free.c.end(), 0.0);
    for (std::size_t i = 0; i < free.visible; ++i) {
      double const mean = end[end.size() - free.hidden - free.visible + i];
      free.b[i] = std::log(mean / (1 - mean));
    }
    std::vector<double> const start = exact_moments(free);
    for (std::size_t k = 1; k <= 3; ++k) {
      std::vector<double> const found =
          exact_moments(at_temperature(rbm_parameters(machines[k - 1]), beta));
      for (std::size_t m = 0; m < found.size(); ++m) {
        double const share = static_cast<double>(k) / 4;
        // 70 looks at 100 chains err by 0.5 / sqrt(7000) in the target's mean; the fit by as much
        // again in each of its last updates of 100 chains, at a rate that vanishes.
        CHECK(std::abs(found[m] - ((1 - share) * start[m] + share * end[m])) < 0.06);
      }
    }
  }
}
