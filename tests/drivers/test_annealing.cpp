#include "drivers/field_bits.hpp"
#include "lnz/drivers.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

FieldBits const kModel{.count = 6, .field = 1.5};
constexpr std::size_t kChains = 2500, kRungs = 9;

AnnealingPlan plan() {
  return {.schedule = sigmoid(kRungs),
          .chains = kChains,
          .lanes = 16,
          .sweeps_per_rung = 2,
          .kept_rungs = {1, 4, 8},
          .keep_states = true,
          .seed = 8};
}

struct Finished {
  Record run;
  std::vector<double> log_weights, increments, unit_means;
};

Finished finished() {
  AnnealedImportanceSampling ais(erase(kModel), plan(), Communicator::self());
  ais.record_increments();
  ais.advance(ais.steps());
  Finished out{{}, ais.log_weights(), ais.increments(), ais.unit_means()};
  ais.save(out.run);
  return out;
}

}  // namespace

TEST_CASE("increments of exact draws have the mean and spread of their rung") {
  Finished const out = finished();
  REQUIRE(out.increments.size() == kChains * (kRungs - 1));
  Schedule const schedule = plan().schedule;
  for (std::size_t k = 0; k + 1 < kRungs; ++k) {
    auto const rung = static_cast<int>(k);
    double const p = kModel.mean(schedule[rung]),
                 scale = (schedule[rung + 1] - schedule[rung]) * kModel.field;
    double const mean = scale * 6 * p, variance = scale * scale * 6 * p * (1 - p);
    double sum = 0, square = 0;
    for (std::size_t chain = 0; chain < kChains; ++chain) {
      double const d = out.increments[chain * (kRungs - 1) + k] - mean;
      sum += d / kChains;
      square += d * d / kChains;
    }
    CHECK(std::abs(sum) < 4 * std::sqrt(variance / kChains));
    // Var(d^2) <= E d^4 < 3 variance^2 + the fourth cumulant of a binomial, below variance.
    CHECK(std::abs(square - variance) < 4 * variance * std::sqrt(2.0 / kChains));
  }
}

TEST_CASE("a log weight is the sum of its chain's increments, at kept rungs too") {
  Finished const out = finished();
  std::vector<double> const kept = out.run.reals("ais/kept_log_weight", 2);
  CHECK(out.run.reals("ais/log_weight") == out.log_weights);
  CHECK(out.run.integers("ais/kept_rung") == std::vector<std::int64_t>{1, 4, 8});
  CHECK(out.run.shape("ais/kept_log_weight") == std::vector<std::size_t>{3, kChains});
  std::size_t differing = 0;
  for (std::size_t chain = 0; chain < kChains; ++chain) {
    double sum = 0;
    for (std::size_t k = 0, row = 0; k + 1 < kRungs; ++k) {
      sum += out.increments[chain * (kRungs - 1) + k];
      if (k + 1 == 1 || k + 1 == 4 || k + 1 == 8) differing += kept[row++ * kChains + chain] != sum;
    }
    differing += out.log_weights[chain] != sum;
  }
  CHECK(differing == 0);
}

TEST_CASE("kept states are draws of the target and their means are the unit means") {
  Finished const out = finished();
  std::vector<double> const units = out.run.reals("chains/units", 2);
  REQUIRE(out.run.shape("chains/units") == std::vector<std::size_t>{kChains, 6});
  double const p = kModel.mean(1);
  for (std::size_t unit = 0; unit < 6; ++unit) {
    double mean = 0;
    for (std::size_t chain = 0; chain < kChains; ++chain) mean += units[chain * 6 + unit] / kChains;
    CHECK(std::abs(mean - p) < 4 * std::sqrt(p * (1 - p) / kChains));
    CHECK(out.unit_means[unit] == Approx(mean));
  }
}

TEST_CASE("neighbouring chains, blocks and rungs are independent") {
  Finished const out = finished();
  double chains = 0, blocks = 0, rungs = 0, variance = 0;
  std::size_t const edges = kRungs - 1, k = 3;
  double mean = 0;
  for (std::size_t i = 0; i < kChains; ++i) mean += out.increments[i * edges + k] / kChains;
  auto const at = [&](std::size_t i) { return out.increments[i % kChains * edges + k] - mean; };
  double next_mean = 0, next_variance = 0;
  for (std::size_t i = 0; i < kChains; ++i)
    next_mean += out.increments[i * edges + k + 1] / kChains;
  for (std::size_t i = 0; i < kChains; ++i) {
    double const next = out.increments[i * edges + k + 1] - next_mean;
    variance += at(i) * at(i) / kChains;
    next_variance += next * next / kChains;
    chains += at(i) * at(i + 1) / kChains;
    blocks += at(i) * at(i + 16) / kChains;
    rungs += at(i) * next / kChains;
  }
  double const bound = 4 / std::sqrt(kChains);
  CHECK(std::abs(chains / variance) < bound);
  CHECK(std::abs(blocks / variance) < bound);
  CHECK(std::abs(rungs / std::sqrt(variance * next_variance)) < bound);
}
