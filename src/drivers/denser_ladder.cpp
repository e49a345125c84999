#include "drivers/denser_ladder.hpp"

#include "lnz/error.hpp"
#include "lnz/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lnz {
namespace {

/// The rung whose coordinate is nearest to beta.
std::size_t nearest_rung(std::vector<double> const& ladder, double beta) {
  return static_cast<std::size_t>(
      std::ranges::min_element(ladder, {}, [&](double b) { return std::abs(b - beta); }) -
      ladder.begin());
}

}  // namespace

void start_denser_ladder(Record& run, int rungs) {
  Schedule const old(run.reals("schedule/beta", 1));
  auto const count = static_cast<std::size_t>(old.rungs()),
             denser = static_cast<std::size_t>(rungs);
  std::vector<double> const rejection = run.reals("checkpoint/rejection", 1);
  std::vector<std::int64_t> const replica_at = run.integers("checkpoint/replica_at", 1);
  auto const states = run.arrays.find("checkpoint/states");
  auto* const bytes = states == run.arrays.end()
                          ? nullptr
                          : std::get_if<std::vector<std::int8_t>>(&states->second.values);
  if (!bytes || bytes->size() % count != 0 || rejection.size() != count - 1 ||
      replica_at.size() != count ||
      std::ranges::any_of(replica_at, [&](std::int64_t r) { return r < 0 || r >= old.rungs(); }))
    throw ConfigError(run.source + " is damaged (its last states do not fit its schedule); use " +
                      "--restart");
  std::vector<double> const beta = equal_length(old, rejection, rungs).beta();
  std::size_t const size = bytes->size() / count;
  std::vector<std::int8_t> begun;
  for (double b : beta) {
    auto const replica = static_cast<std::size_t>(replica_at[nearest_rung(old.beta(), b)]);
    auto const state = bytes->begin() + static_cast<std::ptrdiff_t>(replica * size);
    begun.insert(begun.end(), state, state + static_cast<std::ptrdiff_t>(size));
  }
  std::vector<std::int32_t> order(denser);
  std::iota(order.begin(), order.end(), 0);
  run.set("schedule/beta", beta);
  run.arrays["checkpoint/states"] = {{begun.size()}, std::move(begun)};
  run.arrays["checkpoint/replica_at"] = {{denser}, std::move(order)};
  run.set("checkpoint/rejection", std::vector<double>(denser - 1, 0.0));
  run.attributes["checkpoint@step"] = std::int64_t{0};
  run.set("rex/up", {0, denser - 1}, {});
  run.set("rex/down", {0, denser - 1}, {});
  run.arrays["rex/replica_at"] = {{0, denser}, std::vector<std::int32_t>()};
  run.set("rex/accepted", std::vector<double>(denser - 1, 0.0));
  if (auto const kept = run.arrays.find("chains/units"); kept != run.arrays.end())
    kept->second.shape.at(0) = 0, std::visit([](auto& seen) { seen.clear(); }, kept->second.values);
}

}  // namespace lnz
