#include "drivers/swap.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace lnz;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Stream some_stream() { return Stream(1, Purpose::swap, 0, 0); }

struct Ladder {
  std::vector<int> replica_at, rung_of;
};

/// Five rungs: replica 3 is at the reference, replica 1 at the target.
Ladder five() { return {{3, 0, 4, 2, 1}, {1, 4, 3, 0, 2}}; }

bool are_inverse(Ladder const& ladder) {
  for (std::size_t k = 0; k < ladder.replica_at.size(); ++k)
    if (ladder.rung_of[static_cast<std::size_t>(ladder.replica_at[k])] != static_cast<int>(k))
      return false;
  return ladder.rung_of.size() == ladder.replica_at.size();
}

}  // namespace

TEST_CASE("certain swaps happen on the pairs of their parity only") {
  std::vector<double> const up(5, 0.0), down(5, 0.0);
  Stream random = some_stream();
  Ladder even = five();
  CHECK(swap_neighbours(even.replica_at, even.rung_of, up, down, 0, random) ==
        std::vector<int>{0, 2});
  CHECK(even.replica_at == std::vector<int>{0, 3, 2, 4, 1});
  CHECK(are_inverse(even));
  Ladder odd = five();
  CHECK(swap_neighbours(odd.replica_at, odd.rung_of, up, down, 1, random) ==
        std::vector<int>{1, 3});
  CHECK(odd.replica_at == std::vector<int>{3, 4, 0, 1, 2});
  CHECK(are_inverse(odd));
}

TEST_CASE("impossible swaps do not happen") {
  std::vector<double> const up(5, -kInfinity), down(5, 700.0);
  Stream random = some_stream();
  Ladder ladder = five();
  CHECK(swap_neighbours(ladder.replica_at, ladder.rung_of, up, down, 0, random).empty());
  CHECK(ladder.replica_at == five().replica_at);
  CHECK(ladder.rung_of == five().rung_of);
}

TEST_CASE("a swap looks up the lower replica's up and the upper replica's down") {
  // Replicas in replica order; only those at rungs 0 (up) and 1 (down), 2 and 3 matter.
  std::vector<double> up(5, -kInfinity), down(5, -kInfinity);
  up[3] = 5;
  down[0] = -5;
  up[4] = -1000;
  down[2] = 999;
  Stream random = some_stream();
  Ladder ladder = five();
  // ln of the ratios: 0, certain; -1, accepted by the second draw only below 1/e.
  double const second = [] {
    Stream same = some_stream();
    same.uniform();
    return same.uniform();
  }();
  REQUIRE(second > std::exp(-1.0));
  CHECK(swap_neighbours(ladder.replica_at, ladder.rung_of, up, down, 0, random) ==
        std::vector<int>{0});
}

TEST_CASE("a swap happens just when its uniform number lies below the ratio") {
  for (std::uint64_t step = 0; step < 50; ++step) {
    Stream const fresh(2, Purpose::swap, 0, step);
    double const u = Stream(fresh).uniform();
    for (double margin : {-1e-9, 1e-9}) {
      double const log_odds = std::log(u) + margin;
      std::vector<double> const up{0.3, 0}, down{0, log_odds - 0.3};
      Ladder ladder{{0, 1}, {0, 1}};
      Stream random = fresh;
      auto const swapped = swap_neighbours(ladder.replica_at, ladder.rung_of, up, down, 0, random);
      CHECK(swapped.size() == (margin > 0 ? 1 : 0));
      CHECK(are_inverse(ladder));
    }
  }
}

TEST_CASE("every pair draws one uniform number, decided or not") {
  for (double log_odds : {0.0, 700.0, -kInfinity})
    for (int parity : {0, 1}) {
      std::vector<double> const up(6, log_odds), down(6, 0.0);
      Ladder ladder{{0, 1, 2, 3, 4, 5}, {0, 1, 2, 3, 4, 5}};
      Stream random = some_stream(), expected = some_stream();
      swap_neighbours(ladder.replica_at, ladder.rung_of, up, down, parity, random);
      for (int pair = 0; pair < 3 - parity; ++pair) expected.uniform();
      CHECK(random.bits() == expected.bits());
    }
}
