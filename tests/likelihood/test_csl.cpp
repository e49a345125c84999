#include "likelihood/small_machine.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace lnz {
namespace {

SmallMachine const& machine() {
  static SmallMachine const machine("rbm:4x3,scale=1.5,bias=0.5,seed=2");
  return machine;
}

}  // namespace

TEST_CASE("the conservative sampled likelihood rises to the exact one from below") {
  auto const below = [](int samples) { return machine().gap("csl", 16, 2, samples); };
  Gap const far = below(1), near = below(200);
  INFO("2 samples: " << far.mean << " +- " << far.std_error << ", 400: " << near.mean << " +- "
                     << near.std_error);
  CHECK(far.mean > 4 * far.std_error);
  CHECK(near.mean > -4 * near.std_error);
  CHECK(near.mean < far.mean / 4);
}

TEST_CASE("errors that the conservative sampled likelihood reports cover the exact value") {
  std::vector<double> z;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    LogValues const said = machine().said("csl", 16, 50, 20, seed);
    z.push_back((mean_of(said.value) - machine().exact_mean) / said.mean_std_error);
  }
  ZScores const scores = z_scores(z);
  INFO("mean " << scores.mean << ", variance " << scores.variance << ", of their errors");
  CHECK(std::abs(scores.mean) < 4);
  CHECK(std::abs(scores.variance) < 4);
}

TEST_CASE("samples that hardly reach an example are told") {
  CHECK(machine().said("csl", 64, 20, 100, 1).warnings.empty());
  CHECK(machine().said("csl", 2, 2, 1, 1).warnings.size() == 1);
}

}  // namespace lnz
