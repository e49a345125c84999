#include "estimators/equilibrium.hpp"
#include "lnz/stream.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>

using namespace lnz;
using Catch::Contains;

namespace {

constexpr std::size_t kSweeps = 4000, kSamples = 400, kUnits = 30;

struct Run {
  LadderSamples ladder{.rungs = 4, .up = {}, .down = {}, .replica_at = {}};
  std::vector<double> units;
};

/// Energies of an exponential correlation e^(-t/tau) and unit variance at the target, replicas that
/// take its rung in turns, and independent units.
Run drawn(double tau, std::uint64_t seed) {
  Stream random(seed, Purpose::sweep, 0, 0);
  Run run;
  double energy = random.normal();
  double const kept = tau > 0 ? std::exp(-1 / tau) : 0;
  for (std::size_t t = 0; t < kSweeps; ++t) {
    energy = kept * energy + std::sqrt(1 - kept * kept) * random.normal();
    for (double const e : {0.0, 0.0, energy}) {
      run.ladder.up.push_back(-e);
      run.ladder.down.push_back(e);
    }
    auto const shift = static_cast<int>(t / 100);
    for (int k = 0; k < 4; ++k) run.ladder.replica_at.push_back((k + shift) % 4);
  }
  for (std::size_t i = 0; i < kSamples * kUnits; ++i)
    run.units.push_back(random.uniform() < 0.3 ? 1 : 0);
  return run;
}

Equilibrium found(Run const& run) { return equilibrium(run.ladder, 1, run.units, kSamples); }

void change_energies(Run& run, std::function<double(std::size_t)> const& by) {
  for (std::size_t t = 0; t < kSweeps; ++t) run.ladder.down[3 * t + 2] += by(t);
}

Answer heeded(Run const& run) {
  Answer answer;
  heed_equilibrium(answer, found(run));
  return answer;
}

}  // namespace

TEST_CASE("independent states are worth their number and nothing speaks against them") {
  int rare = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Equilibrium const one = found(drawn(0, seed));
    CHECK(one.is_independent());
    CHECK(one.ess > 0.85 * kSamples);
    rare += one.halves > 3 || one.units > 3 || one.replicas > 3;
    CHECK(heeded(drawn(0, seed)).verdict == Verdict::ok);
  }
  CHECK(rare <= 3);  // of 100 at 3 x 0.3%: 0.8 +- 0.9
}

TEST_CASE("tau of an exponential correlation is its integral") {
  double mean = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) mean += found(drawn(10, seed)).tau_energy / 20;
  CHECK(std::abs(mean - 10) < 1);  // 1/2 coth(1/20) = 10.01; one has 12% (Wolff 2004, eq. 42)
  CHECK(found(drawn(10, 1)).ess == Approx(kSweeps / (2 * found(drawn(10, 1)).tau_energy)));
}

TEST_CASE("states that remember themselves are worth less than half their number") {
  Run const run = drawn(40, 3);
  CHECK_FALSE(found(run).is_independent());
  Answer const answer = heeded(run);
  CHECK(answer.verdict == Verdict::suspect);
  CHECK_THAT(answer.reasons.front(), Contains("independent ones"));
}

TEST_CASE("a jump of the energy half way fails") {
  Run run = drawn(0, 4);
  change_energies(run, [](std::size_t t) { return t < kSweeps / 2 ? 0 : 0.5; });
  CHECK(found(run).halves > 6);
  CHECK(heeded(run).verdict == Verdict::failed);
}

TEST_CASE("a burn-in that is not over fails") {
  Run run = drawn(0, 5);
  change_energies(run, [](std::size_t t) { return 10 * std::exp(-static_cast<double>(t) / 800); });
  CHECK(heeded(run).verdict == Verdict::failed);
}

TEST_CASE("a replica of its own energy fails") {
  Run run = drawn(0, 6);
  change_energies(run, [&](std::size_t t) { return run.ladder.replica_at[4 * t + 3] == 2; });
  CHECK(found(run).halves < 4);
  CHECK(found(run).replicas > 6);
  CHECK(heeded(run).verdict == Verdict::failed);
}

TEST_CASE("a unit that changes its mind half way fails where the energy says nothing") {
  Run run = drawn(0, 7);
  for (std::size_t s = 0; s < kSamples; ++s) run.units[s * kUnits + 11] = s < kSamples / 2;
  CHECK(found(run).units > 6);
  CHECK(heeded(run).verdict == Verdict::failed);
}

TEST_CASE("units that remember themselves take from the samples' worth") {
  Run run = drawn(0, 8);
  for (std::size_t s = 0; s + 1 < kSamples; s += 2)
    for (std::size_t i = 0; i < kUnits; ++i)
      run.units[(s + 1) * kUnits + i] = run.units[s * kUnits + i];
  CHECK(found(run).tau_units == Approx(1).epsilon(0.1));  // rho(1) = 1/2: 1/2 + 1/2
  CHECK_FALSE(found(run).is_independent());
}

TEST_CASE("frozen states are worth nothing") {
  Run run = drawn(0, 9);
  for (std::size_t i = 0; i < run.units.size(); ++i) run.units[i] = i % kUnits < 3;
  for (double& e : run.ladder.down) e = 1;
  Equilibrium const one = found(run);
  CHECK(std::isfinite(one.ess));
  CHECK(one.halves == 0);
}
