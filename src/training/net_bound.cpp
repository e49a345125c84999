#include "training/net_bound.hpp"

#include "models/layered/belief_net.hpp"
#include "parallel/for_each.hpp"

#include <numeric>
#include <vector>

namespace lnz {
namespace {

constexpr std::size_t kDraws = 2000;

}  // namespace

double net_bound(Record const& net, DataSet const& data, std::uint64_t seed) {
  BeliefNet const all(net, 1);
  std::vector<double> value(kDraws);
  for_each_index(kDraws, [&](std::size_t k) {
    Stream random(seed, Purpose::data, 0, k);
    auto const row = data.row(k * data.rows / kDraws);
    value[k] = all.log_weight({row.begin(), row.end()}, random);
  });
  return std::accumulate(value.begin(), value.end(), 0.0) / static_cast<double>(kDraws);
}

}  // namespace lnz
