#include "lnz/log_sum.hpp"
#include "training/tiny_rbm.hpp"
#include "training/tracked_log_z.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

/// ln Z by the list of visible states.
double log_z_of(FloatRbm const& machine) {
  std::vector<double> log_f;
  auto const visible = static_cast<std::size_t>(machine.W.rows());
  RbmParameters exact{visible, static_cast<std::size_t>(machine.W.cols()), {}, {}, {}};
  exact.W.assign(machine.W.data(), machine.W.data() + machine.W.size());
  exact.b.assign(machine.b.data(), machine.b.data() + machine.b.size());
  exact.c.assign(machine.c.data(), machine.c.data() + machine.c.size());
  for (std::uint32_t state = 0; state < 1u << visible; ++state)
    log_f.push_back(tiny::log_unnormalised(exact, tiny::bits(state, visible)));
  return log_sum_exp(log_f);
}

}  // namespace

TEST_CASE("chains that follow a machine know its ln Z wherever it goes", "[exact][training]") {
  FloatRbm const first = tiny::to_float(tiny::random_rbm(10, 17, 0.5, 1)),
                 second = tiny::to_float(tiny::random_rbm(10, 17, 1, 2));
  double squares = 0;
  constexpr int kSeeds = 20;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    TrackedLogZ tracked(first.b, 17, 200, seed);
    tracked.follow(first, 50);
    double const at_first = (tracked.log_z() - log_z_of(first)) / tracked.std_error();
    CHECK(std::abs(at_first) < 4);
    tracked.follow(second, 50);
    double const z = (tracked.log_z() - log_z_of(second)) / tracked.std_error();
    CHECK(std::abs(z) < 4);
    squares += z * z;
  }
  // A sum of squares of normal numbers: n +- sqrt(2 n).
  CHECK(std::abs(squares - kSeeds) < 4 * std::sqrt(2.0 * kSeeds));
}
