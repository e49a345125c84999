#include "training/tempered_chains.hpp"

#include "support/laws.hpp"
#include "training/tiny_rbm.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

TEST_CASE("tempered chains of a machine that rests have its distribution",
          "[statistics][training]") {
  RbmParameters const machine = tiny::random_rbm(4, 6, 1.5, 3);
  TiledRbm const tiled(tiny::to_float(machine));
  TiledMatrix const transposed(tiled.W.plain().transpose());
  Row const odds = Row::Constant(4, -0.5f);
  constexpr std::size_t kChains = 200;
  TemperedChains chains(odds, kChains, 4, 1);
  std::vector<double> counts(16);
  for (std::uint64_t update = 1; update <= 400; ++update) {
    chains.sweep(tiled, transposed, 1, update);
    if (update % 10 != 0) continue;  // sweeps apart are nearly independent
    PackedBits const v = chains.at_machine();
    for (std::size_t lane = 0; lane < kChains; ++lane) ++counts[v.words[lane] & 15];
  }
  CHECK(excess_of_counts(counts, tiny::visible_distribution(machine)) < 4);
}
