#include "drivers/swap.hpp"

#include <cmath>
#include <utility>

namespace lnz {

std::vector<int> swap_neighbours(std::vector<int>& replica_at, std::vector<int>& rung_of,
                                 std::span<double const> up, std::span<double const> down,
                                 int parity, Stream& random) {
  std::vector<int> swapped;
  for (std::size_t k = static_cast<std::size_t>(parity); k + 1 < replica_at.size(); k += 2) {
    int& lower = replica_at[k];
    int& upper = replica_at[k + 1];
    double const log_odds =
        up[static_cast<std::size_t>(lower)] + down[static_cast<std::size_t>(upper)];
    if (random.uniform() >= std::exp(log_odds)) continue;
    std::swap(lower, upper);
    rung_of[static_cast<std::size_t>(lower)] = static_cast<int>(k);
    rung_of[static_cast<std::size_t>(upper)] = static_cast<int>(k + 1);
    swapped.push_back(static_cast<int>(k));
  }
  return swapped;
}

}  // namespace lnz
