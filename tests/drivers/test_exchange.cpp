#include "drivers/field_bits.hpp"
#include "lnz/drivers.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace lnz;

namespace {

FieldBits const kModel{.count = 5, .field = 2};
constexpr std::size_t kRungs = 5, kSweeps = 4000;

struct Finished {
  LadderSamples samples;
  Record run;
};

Finished finished(std::int64_t thin, std::int64_t save_chains) {
  ReplicaExchange rex(erase(kModel),
                      {.schedule = linear(kRungs),
                       .sweeps = kSweeps,
                       .burn_in = 101,
                       .tune = false,
                       .thin = thin,
                       .lanes = 2,
                       .save_chains = save_chains,
                       .seed = 12},
                      Communicator::self());
  rex.advance(rex.steps());
  Finished out{rex.samples(), {}};
  rex.save(out.run);
  return out;
}

/// Whether column k of a [sweeps, columns] table has this mean, its draws being independent.
bool has_mean(std::vector<double> const& table, std::size_t columns, std::size_t k, double mean,
              double variance) {
  double sum = 0;
  for (std::size_t i = k; i < table.size(); i += columns) sum += table[i] - mean;
  double const n = static_cast<double>(table.size() / columns);
  return std::abs(sum / n) < 4 * std::sqrt(variance / n);
}

}  // namespace

TEST_CASE("up and down are taken at the rungs they are said to be of") {
  LadderSamples const samples = finished(1, 0).samples;
  REQUIRE(samples.rungs == kRungs);
  REQUIRE(samples.sweeps() == kSweeps);
  for (std::size_t k = 0; k + 1 < kRungs; ++k) {
    double const low = kModel.mean(static_cast<double>(k) / 4),
                 high = kModel.mean(static_cast<double>(k + 1) / 4), scale = kModel.field / 4;
    CHECK(has_mean(samples.up, 4, k, scale * 5 * low, scale * scale * 5 * low * (1 - low)));
    CHECK(has_mean(samples.down, 4, k, -scale * 5 * high, scale * scale * 5 * high * (1 - high)));
  }
}

TEST_CASE("replicas at the rungs are a permutation that moves by swaps of the sweep's parity") {
  LadderSamples const samples = finished(1, 0).samples;
  std::size_t wrong = 0;
  for (std::size_t t = 0; t < kSweeps; ++t) {
    auto const now = samples.replica_at.begin() + static_cast<std::ptrdiff_t>(t * kRungs);
    std::vector<int> sorted(now, now + kRungs);
    std::ranges::sort(sorted);
    wrong += sorted != std::vector<int>{0, 1, 2, 3, 4};
    if (t + 1 == kSweeps) break;
    std::ptrdiff_t const parity = (101 + static_cast<std::ptrdiff_t>(t)) % 2, next = kRungs;
    for (std::ptrdiff_t k = 0; k < next; ++k) {
      std::ptrdiff_t const partner = (k - parity) % 2 == 0 ? k + 1 : k - 1;
      bool const stays = now[next + k] == now[k];
      bool const swaps = partner >= 0 && partner < next && now[next + k] == now[partner];
      wrong += !stays && !swaps;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("swaps are accepted as often as exact draws must be") {
  std::vector<double> const accepted = finished(1, 0).run.reals("rex/accepted", 1);
  for (std::size_t k = 0; k + 1 < kRungs; ++k) {
    double const r = kModel.rejection(static_cast<double>(k) / 4, static_cast<double>(k + 1) / 4);
    double const tries = kSweeps / 2;  // each parity every other sweep
    CHECK(std::abs(accepted[k] / tries - (1 - r)) < 4 * std::sqrt(r * (1 - r) / tries));
  }
}

TEST_CASE("saved chains are the target's states, one every so many measured sweeps") {
  Record const run = finished(1, 3).run;
  std::size_t const rows = (kSweeps + 2) / 3;
  REQUIRE(run.shape("chains/units") == std::vector<std::size_t>{rows, 5});
  double const p = kModel.mean(1);
  std::vector<double> const units = run.reals("chains/units");
  for (std::size_t unit = 0; unit < 5; ++unit) CHECK(has_mean(units, 5, unit, p, p * (1 - p)));
  CHECK_FALSE(finished(1, 0).run.has("chains/units"));
}

TEST_CASE("a saved state is the one that the sweep's ratios were taken at") {
  Finished const out = finished(1, 3);
  std::vector<double> const units = out.run.reals("chains/units");
  std::size_t differing = 0;
  for (std::size_t row = 0; row < units.size() / 5; ++row) {
    double ones = 0;
    for (std::size_t unit = 0; unit < 5; ++unit) ones += units[row * 5 + unit];
    differing += out.samples.down[3 * row * 4 + 3] != -0.25 * kModel.field * ones;
  }
  CHECK(differing == 0);
}

TEST_CASE("thinning keeps every so-manieth sweep of the same run") {
  LadderSamples const all = finished(1, 0).samples, some = finished(7, 0).samples;
  REQUIRE(some.sweeps() == (kSweeps + 6) / 7);
  std::size_t differing = 0;
  for (std::size_t t = 0; t < some.sweeps(); ++t)
    for (std::size_t k = 0; k < kRungs; ++k) {
      differing += some.replica_at[t * kRungs + k] != all.replica_at[7 * t * kRungs + k];
      if (k + 1 == kRungs) continue;
      differing += some.up[t * 4 + k] != all.up[7 * t * 4 + k];
      differing += some.down[t * 4 + k] != all.down[7 * t * 4 + k];
    }
  CHECK(differing == 0);
}
