#include "bit_statistics.hpp"
#include "models/kernels/lattice_sweep.hpp"
#include "models/kernels/replica_sweep.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace lnz;

namespace {

/// 1.5 * 2^-k doubles or vanishes where thresholds have k bits only.
std::vector<double> const kProbabilities{
    0.7, 0.3, 0.01, 1.5 * 0x1p-8, 1.5 * 0x1p-12, 1.5 * 0x1p-16, 1.5 * 0x1p-20, 1.5 * 0x1p-22};
constexpr std::size_t kGranules = 1024;

ArsKey key_of(std::uint64_t step) {
  Stream random(11, Purpose::sweep, 0, step);
  return ars_key(random);
}

/// Sites whose bonds lead to sites that never move, up or down: `broken` of four bonds are broken.
struct FixedReplicas {
  ReplicaSpins spins{std::vector<Granule>(2 * (kGranules + 1))};
  SiteGroup group{4, 0, kGranules, {}};

  explicit FixedReplicas(int broken) {
    auto const up = static_cast<std::uint32_t>(2 * kGranules),
               down = up + static_cast<std::uint32_t>(2 * spins.half());
    for (std::size_t site = 0; site < 2 * kGranules; ++site)
      for (int k = 0; k < 4; ++k) group.neighbours.push_back(k < broken ? down : up);
  }

  /// Spins that flip in one update from all up.
  std::span<Granule const> flips(Thresholds const& thresholds, std::uint64_t step) {
    for (std::size_t g = 0; g < spins.half(); ++g) std::ranges::fill(spins.granules[g].limb, ~0ul);
    for (std::size_t g = spins.half(); g < spins.granules.size(); ++g)
      std::ranges::fill(spins.granules[g].limb, 0ul);
    update_replicas(group, thresholds, key_of(step), spins);
    return {spins.granules.data() + spins.half(), kGranules};  // complements
  }
};

/// The same for lines: every bond leads to a line of spins up or down.
struct FixedLine {
  std::vector<Granule> own = std::vector<Granule>(kGranules), fixed = own, other = own;

  std::span<Granule const> flips(Thresholds const& thresholds, int broken, std::uint64_t step) {
    std::ranges::fill(own, Granule{});
    std::ranges::fill(fixed, Granule{});
    for (Granule& g : other) std::ranges::fill(g.limb, ~0ul);
    LatticeLine line{own.data(), {}, {}};
    for (int k = 0; k < 4; ++k)
      line.near[static_cast<std::size_t>(k)] = k < broken ? other.front().limb : fixed.front().limb;
    update_lines({{&line, 1}, kGranules, 4, false, false, 0}, thresholds, key_of(step));
    return own;
  }
};

/// 2 beta |J| of lanes that accept the loss of m bonds with kProbabilities, 32 lanes each.
std::vector<double> exponents(int m) {
  std::vector<double> exponent;
  for (double const p : kProbabilities) exponent.insert(exponent.end(), 32, -std::log(p) / m);
  return exponent;
}

}  // namespace

TEST_CASE("every lane breaks bonds as often as its own temperature says, however rarely") {
  for (int const broken : {0, 1}) {
    int const m = 4 - 2 * broken, steps = 3000;
    FixedReplicas replicas(broken);
    Thresholds const thresholds = lane_thresholds(exponents(m), losses_of(4));
    std::vector<std::int64_t> counts(kProbabilities.size());
    for (std::uint64_t step = 0; step < steps; ++step)
      for (Granule const& g : replicas.flips(thresholds, step))
        for (std::size_t half = 0; half < 16; ++half)
          counts[half % 8] += std::popcount(g.limb[half / 2] >> half % 2 * 32 & 0xffffffff);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      INFO("p = " << kProbabilities[i] << ", " << counts[i] << " flips");
      CHECK(std::abs(deviation(counts[i], 64.0 * kGranules * steps, kProbabilities[i])) < 4);
    }
  }
}

TEST_CASE("every site of a lattice breaks bonds as often as the temperature says, however rarely") {
  FixedLine line;
  for (int const broken : {0, 1})
    for (double const p : kProbabilities) {
      int const m = 4 - 2 * broken, steps = p < 0x1p-18 ? 1000 : 200;
      Thresholds const thresholds = common_thresholds(-std::log(p) / m, losses_of(4));
      std::int64_t count = 0;
      for (std::uint64_t step = 0; step < static_cast<std::uint64_t>(steps); ++step)
        count += ones(line.flips(thresholds, broken, step));
      INFO("p = " << p << ", " << count << " flips");
      CHECK(std::abs(deviation(count, 512.0 * kGranules * steps, p)) < 4);
    }
}

TEST_CASE("moves that mend more bonds than they break always happen") {
  for (int const broken : {2, 3, 4}) {
    FixedReplicas replicas(broken);
    std::vector<double> const cold(256, 50.0);
    CHECK(ones(replicas.flips(lane_thresholds(cold, losses_of(4)), 1)) == 512 * kGranules);
    FixedLine line;
    CHECK(ones(line.flips(common_thresholds(50.0, losses_of(4)), broken, 1)) == 512 * kGranules);
  }
}

TEST_CASE("at beta = 0 half the spins flip, however many of their bonds are broken") {
  std::vector<double> exponent(256, 1.0);
  std::fill_n(exponent.begin(), 64, 0.0);
  for (int const broken : {0, 1, 2, 4}) {
    FixedReplicas replicas(broken);
    std::int64_t count = 0;
    for (Granule const& g : replicas.flips(lane_thresholds(exponent, losses_of(4)), 1))
      count += std::popcount(g.limb[0]) + std::popcount(g.limb[4]);
    CHECK(std::abs(deviation(count, 128.0 * kGranules, 0.5)) < 4);
  }
}

TEST_CASE("decisions of different lanes, words, granules and steps are independent") {
  for (double const p : {0.5, 0.3, 0x1p-5 * 0.9}) {
    std::vector<double> exponent(256, -std::log(p) / 4);
    exponent.back() *= 1 + 1e-12;  // lanes of their own
    Thresholds const thresholds = lane_thresholds(exponent, losses_of(4));
    FixedReplicas replicas(0);
    std::vector<Granule> before;
    double const bits = 512.0 * kGranules;
    for (std::uint64_t step = 0; step < 8; ++step) {
      auto const flips = replicas.flips(thresholds, step);
      INFO("p = " << p << ", step " << step);
      CHECK(std::abs(deviation(ones(flips), bits, p)) < 4);
      for (std::size_t const lanes : {1, 2, 7, 16, 32, 64, 128})
        CHECK(std::abs(deviation(agreeing_lanes(flips, lanes), bits, agreement(p))) < 5);
      for (std::size_t const limbs : {4, 8, 12, 16, 8 * 256})
        CHECK(std::abs(deviation(agreeing_limbs(flips, flips, limbs),
                                 64.0 * static_cast<double>(8 * kGranules - limbs), agreement(p))) <
              5);
      if (step > 0)
        for (std::size_t const limbs : {0, 4, 8})
          CHECK(std::abs(deviation(agreeing_limbs(before, flips, limbs),
                                   64.0 * static_cast<double>(8 * kGranules - limbs),
                                   agreement(p))) < 5);
      before.assign(flips.begin(), flips.end());
    }
  }
}
