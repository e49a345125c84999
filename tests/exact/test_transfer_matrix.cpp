#include "exact/small_systems.hpp"
#include "exact/spin_enumeration.hpp"
#include "exact/transfer_matrix.hpp"
#include "lnz/error.hpp"

#include <catch2/catch.hpp>

namespace lnz {
namespace {

TEST_CASE("the transfer matrix along any axis is the sum over all states") {
  std::vector<std::size_t> const shape = GENERATE(values<std::vector<std::size_t>>({{1},
                                                                                    {2},
                                                                                    {7},
                                                                                    {1, 1},
                                                                                    {2, 2},
                                                                                    {1, 5},
                                                                                    {3, 4},
                                                                                    {5, 2},
                                                                                    {2, 2, 3},
                                                                                    {3, 1, 4},
                                                                                    {1, 2, 1, 2},
                                                                                    {2, 2, 2, 2},
                                                                                    {1, 3, 2, 2}}));
  bool const field = GENERATE(false, true);
  for (auto const& periodic : all_boundaries(shape.size())) {
    LatticeParameters const lattice = random_lattice(shape, periodic, field, 17);
    double const exact = brute_force(to_spins(lattice));
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      INFO("axis " << axis << ", field " << field << ", shape "
                   << Catch::StringMaker<std::vector<std::size_t>>::convert(shape) << ", periodic "
                   << Catch::StringMaker<std::vector<bool>>::convert(periodic));
      CHECK(log_z_along(cut(lattice, axis)) == Approx(exact).epsilon(1e-13));
    }
    CHECK(transfer_matrix(to_record(lattice), 1).log_z == Approx(exact).epsilon(1e-13));
  }
}

TEST_CASE("the transfer matrix agrees with enumeration on layers of any number of bits") {
  // 1 to 10 sites a layer: every way to take bits together, in cache blocks and beyond.
  std::size_t const width = GENERATE(range(1, 11));
  LatticeParameters const lattice =
      random_lattice({2, width}, {GENERATE(false, true), true}, GENERATE(false, true), width);
  CHECK(log_z_along(cut(lattice, 0)) == Approx(enumerate(to_spins(lattice))).epsilon(1e-13));
}

TEST_CASE("the transfer matrix agrees along both axes of a torus") {
  LatticeParameters const lattice = random_lattice({9, 10}, {true, true}, false, 23);
  CHECK(log_z_along(cut(lattice, 0)) == Approx(log_z_along(cut(lattice, 1))).epsilon(1e-13));
}

TEST_CASE("the transfer matrix holds where weights of a layer leave the range of float64") {
  double const beta = GENERATE(1., 10., 50., 200., 400.);
  bool const closed = GENERATE(false, true);
  LatticeParameters const lattice =
      at_temperature(random_lattice({4, 3}, {closed, true}, true, 2), beta);
  double const exact = brute_force(to_spins(lattice));
  for (std::size_t axis : {0, 1})
    CHECK(log_z_along(cut(lattice, axis)) == Approx(exact).epsilon(1e-13));
}

TEST_CASE("the transfer matrix refuses couplings beyond any exponent") {
  LatticeParameters const lattice =
      at_temperature(random_lattice({4, 3}, {true, true}, true, 2), 1e5);
  CHECK_THROWS_AS(log_z_along(cut(lattice, 0)), ConfigError);
}

TEST_CASE("the transfer matrix gives the same bits on any number of threads") {
  LatticeParameters const lattice = random_lattice({8, 6}, {true, true}, true, 8);
  auto compute = [&] { return log_z_along(cut(lattice, 0)); };
  for (int const threads : {2, 3})
    CHECK(with_threads(threads, compute) == with_threads(1, compute));
}

}  // namespace
}  // namespace lnz
