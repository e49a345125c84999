#include "models/potts/potts_bound.hpp"

#include "lnz/stream.hpp"
#include "models/potts/hidden_sum.hpp"
#include "parallel/for_each.hpp"

#include <algorithm>
#include <vector>

namespace lnz {
namespace {

constexpr std::size_t kMostAscents = 1000, kOperations = std::size_t{1} << 31;
constexpr int kMostRounds = 20;

double top(HiddenSum sum, Stream& random) {
  for (std::size_t j = 0; j < sum.hidden(); ++j)
    if (random.bits() >> 31) sum.flip(j);
  double here = sum.log_weight();
  bool rising = true;
  for (int round = 0; rising && round < kMostRounds; ++round) {
    rising = false;
    for (std::size_t j = 0; j < sum.hidden(); ++j)
      if (double const there = sum.if_flipped(j); there > here) {
        sum.flip(j);
        here = there;
        rising = true;
      }
  }
  return here;
}

}  // namespace

double potts_bound(PottsMachine const& machine, std::uint64_t seed) {
  HiddenSum const start(machine);
  constexpr std::size_t kOperationsAnExponential = 20, kRounds = 7;
  std::size_t const operations = kRounds * kOperationsAnExponential * machine.W.size(),
                    count = std::clamp<std::size_t>(kOperations / operations, 1, kMostAscents);
  std::vector<double> tops(count);
  for_each_part(count, count * operations, [&](std::size_t first, std::size_t last) {
    for (std::size_t a = first; a < last; ++a) {
      Stream random(seed, Purpose::ascent, static_cast<std::uint32_t>(a), 0);
      tops[a] = top(start, random);
    }
  });
  return std::ranges::max(tops);
}

}  // namespace lnz
