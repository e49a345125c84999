#include "models/gaussian/marginal_bound.hpp"

#include "lnz/stream.hpp"
#include "parallel/for_each.hpp"

#include <algorithm>
#include <vector>

namespace lnz {
namespace {

constexpr std::size_t kMostAscents = 1000, kOperations = std::size_t{1} << 31;
constexpr int kMostRounds = 20;

double top(MarginalBits const& machine, Stream& random) {
  std::size_t const n = machine.bits;
  std::vector<double> x(n), field = machine.a;
  auto const flip = [&](std::size_t j) {
    double const change = x[j] == 0 ? 1 : -1;
    x[j] += change;
    for (std::size_t i = 0; i < n; ++i) field[i] += change * machine.J[j * n + i];
  };
  for (std::size_t j = 0; j < n; ++j)
    if (random.bits() >> 31) flip(j);
  bool rising = true;
  for (int round = 0; rising && round < kMostRounds; ++round) {
    rising = false;
    for (std::size_t j = 0; j < n; ++j)
      if ((x[j] == 0) == (field[j] > 0)) {
        flip(j);
        rising = true;
      }
  }
  return machine.log_density(x);
}

}  // namespace

double marginal_bound(MarginalBits const& machine, std::uint64_t seed) {
  std::size_t const operations = 4 * machine.bits * machine.bits + 1,
                    count = std::clamp<std::size_t>(kOperations / operations, 1, kMostAscents);
  std::vector<double> tops(count);
  for_each_part(count, count * operations, [&](std::size_t first, std::size_t last) {
    for (std::size_t a = first; a < last; ++a) {
      Stream random(seed, Purpose::ascent, static_cast<std::uint32_t>(a), 0);
      tops[a] = top(machine, random);
    }
  });
  return std::ranges::max(tops);
}

}  // namespace lnz
