#include "support/laws.hpp"

#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace lnz {
namespace {

using Units = std::vector<std::int8_t>;

constexpr int kLanes = 21;  ///< no multiple of a vector's width
constexpr std::array kBetas{0.0, 0.35, 0.7, 1.0};
constexpr std::uint64_t kSeed = 20;

/// Values of a site: a unit's two, or which unit of a group is 1.
std::size_t values(Subject const& subject) { return std::max<std::size_t>(2, subject.q); }

std::size_t sites(Subject const& subject) { return subject.model.unit_count / subject.q; }

std::size_t state_count(Subject const& subject) {
  std::size_t count = 1;
  for (std::size_t s = 0; s < sites(subject); ++s) count *= values(subject);
  return count;
}

/// A state's number has the values of its sites as digits, the first the lowest.
Units state(Subject const& subject, std::size_t number) {
  Units units(subject.model.unit_count, static_cast<std::int8_t>(subject.low));
  for (std::size_t s = 0; s < sites(subject); ++s, number /= values(subject)) {
    std::size_t const value = number % values(subject);
    if (subject.q > 1)
      units[s * subject.q + value] = 1;
    else if (value == 1)
      units[s] = 1;
  }
  return units;
}

/// The numbers of the states of all lanes.
std::vector<std::size_t> numbers(Subject const& subject, Block const& block) {
  std::vector<double> const all = block.units();
  std::size_t const units = subject.model.unit_count;
  std::vector<std::size_t> numbers(all.size() / units);
  for (std::size_t l = 0; l < numbers.size(); ++l)
    for (std::size_t s = sites(subject); s-- > 0;) {
      std::size_t value = 0;
      for (std::size_t a = 0; a < subject.q; ++a)
        if (all[l * units + s * subject.q + a] == 1) value += subject.q > 1 ? a : 1;
      numbers[l] = numbers[l] * values(subject) + value;
    }
  return numbers;
}

void load(Subject const& subject, Block& block, std::span<std::size_t const> numbers) {
  Units all;
  for (std::size_t const number : numbers) {
    Units const one = state(subject, number);
    all.insert(all.end(), one.begin(), one.end());
  }
  block.load(std::as_bytes(std::span(all)));
}

std::vector<double> log_ratio(Block const& block, ConstLanes from, ConstLanes to) {
  std::vector<double> out(from.size());
  block.log_ratio(from, to, out);
  return out;
}

std::vector<double> constant(double beta) { return std::vector<double>(kLanes, beta); }

/// kBetas in turn, one a lane.
std::vector<double> mixed() {
  std::vector<double> beta(kLanes);
  for (std::size_t l = 0; l < beta.size(); ++l) beta[l] = kBetas[l % kBetas.size()];
  return beta;
}

/// ln f_beta of every state: the slow ln f_1 less the model's log_ratio.
std::vector<double> log_density(Subject const& subject, double beta) {
  Block block = subject.model.make_block(kSeed, 0, kLanes);
  std::vector<double> log_f(state_count(subject));
  for (std::size_t first = 0; first < log_f.size(); first += kLanes) {
    std::vector<std::size_t> batch(kLanes);
    for (std::size_t l = 0; l < kLanes; ++l) batch[l] = std::min(first + l, log_f.size() - 1);
    load(subject, block, batch);
    std::vector<double> const to_target = log_ratio(block, constant(beta), constant(1));
    for (std::size_t l = 0; l < kLanes; ++l)
      log_f[batch[l]] = subject.log_target(state(subject, batch[l])) - to_target[l];
  }
  return log_f;
}

std::vector<double> probability(Subject const& subject, double beta) {
  std::vector<double> p = log_density(subject, beta);
  double const log_z = log_sum_exp(p);
  for (double& x : p) x = std::exp(x - log_z);
  return p;
}

void check_log_ratio(Subject const& subject) {
  Block const block = subject.model.make_block(kSeed, 1, kLanes);
  Stream random(kSeed, Purpose::data, 0, 0);
  std::array<std::vector<double>, 3> beta;
  for (auto& lanes : beta)
    for (int l = 0; l < kLanes; ++l) lanes.push_back(random.uniform());
  auto const ab = log_ratio(block, beta[0], beta[1]), bc = log_ratio(block, beta[1], beta[2]),
             ac = log_ratio(block, beta[0], beta[2]), aa = log_ratio(block, beta[0], beta[0]);
  for (std::size_t l = 0; l < kLanes; ++l) {
    CHECK(std::abs(ab[l] + bc[l] - ac[l]) <
          subject.tolerance * (10 + std::abs(ab[l]) + std::abs(bc[l])));
    CHECK(aa[l] == 0);
  }
}

void check_reference(Subject const& subject) {
  std::vector<double> const log_f = log_density(subject, 0);
  CHECK(std::abs(log_sum_exp(log_f) - subject.model.log_z_reference) < 100 * subject.tolerance);
  for (std::size_t number = 0; number < log_f.size(); ++number) {
    double p = 1;
    Units const units = state(subject, number);
    for (std::size_t i = 0; i < units.size(); ++i)
      p *= units[i] == 1    ? subject.reference_mean[i]
           : subject.q == 1 ? 1 - subject.reference_mean[i]
                            : 1;
    CHECK(std::abs(std::exp(log_f[number] - subject.model.log_z_reference) - p) <
          100 * subject.tolerance);
  }
}

void check_reference_draws(Subject const& subject) {
  constexpr int kBlocks = 3000;
  std::vector<double> counts(state_count(subject));
  std::vector<double> ones(subject.model.unit_count);
  for (std::uint32_t id = 0; id < kBlocks; ++id)
    for (std::size_t const number : numbers(subject, subject.model.make_block(kSeed, id, kLanes))) {
      ++counts[number];
      Units const units = state(subject, number);
      for (std::size_t i = 0; i < ones.size(); ++i) ones[i] += units[i] == 1;
    }
  for (std::size_t i = 0; i < ones.size(); ++i) {
    double const n = kBlocks * kLanes, mean = subject.reference_mean[i];
    CHECK(std::abs(ones[i] / n - mean) < 4 * std::sqrt(mean * (1 - mean) / n));
  }
  CHECK(excess_of_counts(counts, probability(subject, 0)) < 4);
}

/// Counts of the states at each of kBetas, from lanes that ran at `mixed()`.
struct Histograms {
  std::array<std::vector<double>, kBetas.size()> counts;

  void add(std::span<std::size_t const> numbers) {
    for (std::size_t l = 0; l < numbers.size(); ++l) ++counts[l % kBetas.size()][numbers[l]];
  }
  void check(Subject const& subject, char const* law) const {
    for (std::size_t k = 0; k < kBetas.size(); ++k) {
      INFO(law << " at beta = " << kBetas[k]);
      CHECK(excess_of_counts(counts[k], probability(subject, kBetas[k])) < 4);
    }
  }
};

void check_invariance(Subject const& subject) {
  constexpr int kTrials = 12000;
  std::array<std::vector<double>, kBetas.size()> cumulative;
  Histograms after;
  for (std::size_t k = 0; k < kBetas.size(); ++k) {
    std::vector<double> const p = probability(subject, kBetas[k]);
    cumulative[k].resize(p.size());
    std::partial_sum(p.begin(), p.end(), cumulative[k].begin());
    after.counts[k].resize(p.size());
  }
  Block block = subject.model.make_block(kSeed, 2, kLanes);
  for (std::uint32_t t = 0; t < kTrials; ++t) {
    Stream random(kSeed, Purpose::data, 1, t);
    std::vector<std::size_t> drawn(kLanes);
    for (std::size_t l = 0; l < kLanes; ++l) {
      auto const& c = cumulative[l % kBetas.size()];
      drawn[l] = static_cast<std::size_t>(
          std::upper_bound(c.begin(), c.end() - 1, random.uniform() * c.back()) - c.begin());
    }
    load(subject, block, drawn);
    block.sweep(mixed(), t);
    after.add(numbers(subject, block));
  }
  after.check(subject, "a sweep leaves f_beta invariant");
}

void check_convergence(Subject const& subject) {
  constexpr int kBlocks = 1500, kSweeps = 100;
  Histograms reached;
  for (auto& counts : reached.counts) counts.resize(state_count(subject));
  for (std::uint32_t id = 0; id < kBlocks; ++id) {
    Block block = subject.model.make_block(kSeed + 1, id, kLanes);
    for (std::uint64_t step = 0; step < kSweeps; ++step) block.sweep(mixed(), step);
    reached.add(numbers(subject, block));
  }
  reached.check(subject, "sweeps lead from f_0 to f_beta");
}

/// From one common state, the sums of the sites' values of any two lanes after a sweep of one step
/// are uncorrelated. Five standard errors: there are hundreds of pairs.
void check_independent_lanes(Subject const& subject) {
  constexpr int kTrials = 4000;
  std::vector<double> sum(kLanes), product(kLanes * kLanes);
  for (std::uint32_t id = 0; id < kTrials; ++id) {
    Block block = subject.model.make_block(kSeed, id, kLanes);
    load(subject, block, std::vector<std::size_t>(kLanes, 0));
    block.sweep(constant(1), 0);
    std::vector<double> total(kLanes);
    std::vector<std::size_t> const reached = numbers(subject, block);
    for (std::size_t l = 0; l < kLanes; ++l)
      for (std::size_t rest = reached[l]; rest > 0; rest /= values(subject))
        total[l] += static_cast<double>(rest % values(subject));
    for (std::size_t l = 0; l < kLanes; ++l) {
      sum[l] += total[l];
      for (std::size_t m = 0; m <= l; ++m) product[l * kLanes + m] += total[l] * total[m];
    }
  }
  auto const covariance = [&](std::size_t l, std::size_t m) {
    return product[l * kLanes + m] / kTrials - sum[l] * sum[m] / kTrials / kTrials;
  };
  for (std::size_t l = 0; l < kLanes; ++l) {
    REQUIRE(covariance(l, l) > 0);
    for (std::size_t m = 0; m < l; ++m) {
      CAPTURE(l, m);
      CHECK(std::abs(covariance(l, m)) <
            5 * std::sqrt(covariance(l, l) * covariance(m, m) / kTrials));
    }
  }
}

void check_restoring(Subject const& subject) {
  Block block = subject.model.make_block(kSeed, 4, kLanes);
  for (std::uint64_t step = 0; step < 3; ++step) block.sweep(mixed(), step);
  Block other = subject.model.make_block(kSeed, 4, kLanes);
  other.load(block.save());
  for (std::uint64_t step = 3; step < 6; ++step) {
    CHECK(block.save() == other.save());
    CHECK(log_ratio(block, mixed(), constant(0.6)) == log_ratio(other, mixed(), constant(0.6)));
    block.sweep(mixed(), step);
    other.sweep(mixed(), step);
  }
}

}  // namespace

double excess_of_counts(std::span<double const> counts, std::span<double const> probability) {
  double const n = std::accumulate(counts.begin(), counts.end(), 0.0);
  double chi_square = 0, cells = 0, rare_count = 0, rare_expected = 0;
  auto const add = [&](double count, double expected) {
    chi_square += (count - expected) * (count - expected) / expected;
    ++cells;
  };
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (double const expected = n * probability[i]; expected >= 10) {
      add(counts[i], expected);
    } else {
      rare_count += counts[i];
      rare_expected += expected;
    }
  }
  if (rare_count > 0 || rare_expected >= 1) add(rare_count, rare_expected);
  double const freedom = std::max(1.0, cells - 1), spread = 2 / (9 * freedom);
  return (std::cbrt(chi_square / freedom) - (1 - spread)) / std::sqrt(spread);
}

void check_laws(Subject const& subject) {
  INFO(subject.name);
  check_log_ratio(subject);
  check_reference(subject);
  check_reference_draws(subject);
  check_invariance(subject);
  if (subject.mixes) check_convergence(subject);
  check_independent_lanes(subject);
  check_restoring(subject);
}

}  // namespace lnz
