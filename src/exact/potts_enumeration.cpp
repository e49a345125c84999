#include "exact/potts_enumeration.hpp"

#include "lnz/log_sum.hpp"
#include "models/potts/hidden_sum.hpp"
#include "parallel/for_each.hpp"

#include <algorithm>
#include <bit>
#include <vector>

namespace lnz {

double enumerate(PottsMachine const& machine) {
  constexpr std::size_t kMostFast = 10;  // units a chunk lists: rounding adds up over its flips
  HiddenSum const start(machine);
  std::size_t const fast = std::min(machine.hidden, kMostFast), slow = machine.hidden - fast;
  std::vector<double> of_chunk(std::size_t{1} << slow);
  for_each_index(of_chunk.size(), [&](std::size_t chunk) {
    HiddenSum sum = start;
    for (std::size_t j = 0; j < slow; ++j)
      if (chunk >> j & 1) sum.flip(fast + j);
    std::vector<double> log_weight(std::size_t{1} << fast);
    log_weight[0] = sum.log_weight();
    for (std::size_t step = 1; step < log_weight.size(); ++step) {
      sum.flip(static_cast<std::size_t>(std::countr_zero(step)));  // Gray code
      log_weight[step] = sum.log_weight();
    }
    of_chunk[chunk] = log_sum_exp(log_weight);
  });
  return log_sum_exp(of_chunk);
}

}  // namespace lnz
