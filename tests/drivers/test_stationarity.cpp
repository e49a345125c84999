#include "drivers/swap.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

using namespace lnz;

namespace {

constexpr int kStates = 3, kRungs = 3, kJoint = 27;
constexpr double kEnergy[kStates] = {0, 1.7, -0.9};  ///< ln f_beta(x) = beta kEnergy[x]
constexpr double kBeta[kRungs] = {0, 0.45, 1};

double probability(int state, std::size_t rung) {
  double sum = 0;
  for (double e : kEnergy) sum += std::exp(kBeta[rung] * e);
  return std::exp(kBeta[rung] * kEnergy[state]) / sum;
}

int drawn(std::size_t rung, Stream& random) {
  double u = random.uniform();
  int state = 0;
  while (state < kStates - 1 && (u -= probability(state, rung)) >= 0) ++state;
  return state;
}

/// Exact independent draws at all rungs, held by the replicas of this arrangement, then swaps of
/// these parities: how often each joint state of the rungs came out. Index 9 x_0 + 3 x_1 + x_2.
std::array<int, kJoint> counts(int trials, std::vector<int> const& arrangement,
                               std::vector<int> const& parities) {
  std::array<int, kJoint> count{};
  for (int t = 0; t < trials; ++t) {
    auto const step = static_cast<std::uint64_t>(t);
    Stream draws(11, Purpose::data, 0, step), random(11, Purpose::swap, 0, step);
    std::vector<int> replica_at = arrangement, rung_of(kRungs), state(kRungs);
    for (std::size_t k = 0; k < kRungs; ++k) {
      rung_of[static_cast<std::size_t>(replica_at[k])] = static_cast<int>(k);
      state[static_cast<std::size_t>(replica_at[k])] = drawn(k, draws);
    }
    for (int parity : parities) {
      std::vector<double> up(kRungs), down(kRungs);
      for (std::size_t r = 0; r < kRungs; ++r) {
        auto const k = static_cast<std::size_t>(rung_of[r]);
        double const e = kEnergy[state[r]];
        up[r] = k + 1 < kRungs ? (kBeta[k + 1] - kBeta[k]) * e : 0;
        down[r] = k > 0 ? (kBeta[k - 1] - kBeta[k]) * e : 0;
      }
      swap_neighbours(replica_at, rung_of, up, down, parity, random);
    }
    int joint = 0;
    for (std::size_t k = 0; k < kRungs; ++k)
      joint = kStates * joint + state[static_cast<std::size_t>(replica_at[k])];
    ++count[static_cast<std::size_t>(joint)];
  }
  return count;
}

}  // namespace

TEST_CASE("swaps leave the joint distribution of all rungs invariant") {
  int const trials = 200000;
  for (std::vector<int> const& arrangement : {std::vector<int>{0, 1, 2}, std::vector<int>{2, 0, 1}})
    for (std::vector<int> const& parities :
         {std::vector<int>{0}, std::vector<int>{1}, std::vector<int>{0, 1, 0, 1}}) {
      std::array<int, kJoint> const count = counts(trials, arrangement, parities);
      double chi_square = 0;
      for (int joint = 0; joint < kJoint; ++joint) {
        double const expected = trials * probability(joint / 9, 0) * probability(joint / 3 % 3, 1) *
                                probability(joint % 3, 2);
        chi_square += std::pow(count[static_cast<std::size_t>(joint)] - expected, 2) / expected;
      }
      INFO(parities.size() << " swaps, replica " << arrangement[0] << " at the reference");
      double const freedom = kJoint - 1;
      CHECK(chi_square < freedom + 4 * std::sqrt(2 * freedom));
    }
}
