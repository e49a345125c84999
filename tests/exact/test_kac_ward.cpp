#include "exact/kac_ward.hpp"
#include "exact/scattering.hpp"
#include "exact/small_systems.hpp"
#include "exact/transfer_matrix.hpp"
#include "lnz/error.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cmath>

namespace lnz {
namespace {

TEST_CASE("the Kac-Ward determinant of a small lattice is the sum over all states") {
  auto const [rows, columns] = GENERATE(table<std::size_t, std::size_t>(
      {{1, 1}, {1, 6}, {5, 1}, {2, 2}, {2, 7}, {3, 3}, {4, 3}, {3, 5}}));
  double const beta = GENERATE(0., 0.01, 0.5, 1., 2.);
  LatticeParameters const lattice = random_lattice({rows, columns}, {false, false}, false, 31);
  double const exact = brute_force(to_spins(at_temperature(lattice, beta)));
  INFO(rows << " x " << columns << " at beta " << beta);
  CHECK(kac_ward(to_record(lattice), beta).log_z == Approx(exact).epsilon(1e-12));
}

TEST_CASE("the Kac-Ward error bound covers, cold and frustrated too") {
  double const beta = GENERATE(0.3, 1., 2., 3., 5., 8., 12., 20.);
  bool const signs = GENERATE(false, true);
  LatticeParameters const lattice = signs ? random_signs({13, 10}, {false, false}, 7)
                                          : random_lattice({13, 10}, {false, false}, false, 7);
  Record const record = to_record(lattice);
  auto const [exact, exact_bound, no_warnings] = transfer_matrix(record, beta);
  ExactLogZ const answer = kac_ward(record, beta);
  INFO("beta " << beta << ", signs " << signs << ", bound " << answer.error_bound);
  CHECK(std::abs(answer.log_z - exact) < answer.error_bound + exact_bound);
  CHECK(answer.error_bound < 1e-9 * exact);
  CHECK(answer.warnings.empty());
}

TEST_CASE("longer arithmetic moves ln det within the difference of two elimination orders") {
  // The estimate kac_ward relies on, at couplings where float64 loses half of its digits.
  LatticeParameters const lattice = random_signs({24, 24}, {false, false}, 3);
  PlanarLattice plane{{24, 23}, {23, 24}};
  for (Eigen::Index r = 0; r < 24; ++r) {
    for (Eigen::Index c = 0; c < 24; ++c) {
      auto const site = static_cast<std::size_t>(24 * r + c);
      if (c < 23) plane.right(r, c) = 3.5 * lattice.J[576 + site];
      if (r < 23) plane.down(r, c) = 3.5 * lattice.J[site];
    }
  }
  PlanarLattice const turned{plane.down.transpose(), plane.right.transpose()};
  double const exact = kac_ward_determinant<WideReal>(plane).log;
  double const first = kac_ward_determinant<double>(plane).log;
  double const second = kac_ward_determinant<double>(turned, true).log;
  double const difference = std::abs(first - second);
  CHECK(difference > 1e-11 * std::abs(exact));
  CHECK(std::abs(first - exact) < 10 * difference);
}

TEST_CASE("the rounding of a single frustrated square's weights is noticed") {
  // One or three of four bonds are broken, in 8 states each.
  LatticeParameters square = random_signs({2, 2}, {false, false}, 1);
  for (double& J : square.J) J = std::abs(J);
  square.J[0] = -1;
  double const beta = GENERATE(1., 8., 13., 16., 18., 25.);
  double const exact = std::log(8) + 2 * beta + std::log1p(std::exp(-4 * beta));
  INFO("beta " << beta);
  CHECK(kac_ward(to_record(square), beta).log_z == Approx(exact).epsilon(1e-9));
}

TEST_CASE("beyond the longest arithmetic Kac-Ward refuses where frustration counts, only there") {
  Record const glass = to_record(random_signs({12, 12}, {false, false}, 4));
  LatticeParameters uniform = random_signs({12, 12}, {false, false}, 4);
  for (double& J : uniform.J) J = std::abs(J);
  for (double const beta : {1e2, 1e4, 1e6, 1e300}) {
    CHECK_THROWS_AS(kac_ward(glass, beta), ConfigError);
    CHECK(kac_ward(to_record(uniform), beta).log_z == Approx(264 * beta + std::log(2)));
  }
}

TEST_CASE("a 256 x 256 glass takes less than a minute and warns where it loses digits", "[.slow]") {
  double const beta = GENERATE(1., 2.5, 3., 3.5);
  Record const record = to_record(random_signs({256, 256}, {false, false}, 12));
  auto const start = std::chrono::steady_clock::now();
  ExactLogZ const answer = kac_ward(record, beta);
  std::chrono::duration<double> const seconds = std::chrono::steady_clock::now() - start;
  WARN("beta " << beta << ": ln Z " << answer.log_z << " in " << seconds.count()
               << " s, error bound " << answer.error_bound);
  CHECK(seconds.count() < 60);
  CHECK(answer.warnings.empty() == (answer.error_bound < 1e-9 * answer.log_z));
  CHECK(answer.warnings.empty() == (beta < 3.2));
}

}  // namespace
}  // namespace lnz
