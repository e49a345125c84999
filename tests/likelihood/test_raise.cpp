#include "likelihood/small_machine.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace lnz {
namespace {

SmallMachine const& machine() {
  static SmallMachine const machine("rbm:4x3,scale=2,bias=1,seed=2");
  return machine;
}

}  // namespace

TEST_CASE("mean weights of reverse annealing add up to one over all states on any schedule") {
  for (int const rungs : {3, 6}) {
    LogValues const said = machine().said("raise", rungs, 2000, 1, 1);
    double sum = 0, square = 0;
    for (std::size_t r = 0; r < said.value.size(); ++r) {
      double const p = std::exp(said.value[r]);
      sum += p;
      square += p * p * said.std_error[r] * said.std_error[r];
    }
    INFO(rungs << " rungs: " << sum << " +- " << std::sqrt(square));
    CHECK(std::sqrt(square) < 0.1);
    CHECK(std::abs(sum - 1) < 4 * std::sqrt(square));
  }
}

TEST_CASE("the reverse annealing bound rises to the exact log-likelihood from below") {
  auto const below = [](int rungs) { return machine().gap("raise", rungs, 2, 1); };
  Gap const far = below(2), near = below(64);
  INFO("2 rungs: " << far.mean << " +- " << far.std_error << ", 64 rungs: " << near.mean << " +- "
                   << near.std_error);
  CHECK(far.mean > 4 * far.std_error);
  CHECK(near.mean > -4 * near.std_error);
  CHECK(near.mean < far.mean / 4);
}

TEST_CASE("errors that reverse annealing reports cover the scatter over seeds") {
  std::vector<double> mean, error;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    LogValues const said = machine().said("raise", 16, 10, 1, seed);
    mean.push_back(mean_of(said.value));
    error.push_back(said.mean_std_error);
  }
  double const centre = mean_of(mean);
  std::vector<double> z;
  for (std::size_t s = 0; s < mean.size(); ++s) z.push_back((mean[s] - centre) / error[s]);
  ZScores const scores = z_scores(z);
  INFO("variance off by " << scores.variance << " of its errors");
  CHECK(std::abs(scores.variance) < 4);
}

}  // namespace lnz
