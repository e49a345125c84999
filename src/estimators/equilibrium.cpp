#include "estimators/equilibrium.hpp"

#include "estimators/autocorrelation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

namespace lnz {
namespace {

/// A mean with its error is worth a comparison from so many independent values on.
constexpr double kFewest = 20;

struct Mean {
  double value, variance, ess;
};

Mean mean_of(std::span<double const> series) {
  auto const n = static_cast<double>(series.size());
  double const mean = std::accumulate(series.begin(), series.end(), 0.0) / n;
  std::vector<double> centred(series.begin(), series.end());
  for (double& x : centred) x -= mean;
  SeriesError const error = series_error(autocovariance(centred, centred.size()), centred.size());
  return {mean, error.variance_of_mean, n / (2 * error.tau_int)};
}

/// |a - b| in standard errors, as rare as it is for the largest of `comparisons`.
double difference(Mean const& a, Mean const& b, std::size_t comparisons) {
  double const z2 =
      (a.value - b.value) * (a.value - b.value) / std::max(a.variance + b.variance, 1e-300);
  return std::sqrt(std::max(0.0, z2 - 2 * std::log(static_cast<double>(comparisons))));
}

std::vector<double> energies(LadderSamples const& ladder) {
  auto const edges = static_cast<std::size_t>(ladder.rungs) - 1;
  std::vector<double> energy;
  for (std::size_t i = edges - 1; i < ladder.down.size(); i += edges)
    energy.push_back(ladder.down[i]);
  return energy;
}

double replica_difference(LadderSamples const& ladder, std::vector<double> const& energy,
                          Mean const& all) {
  auto const rungs = static_cast<std::size_t>(ladder.rungs);
  std::vector<std::vector<double>> visits(rungs);
  for (std::size_t t = 0; t < energy.size(); ++t)
    visits[static_cast<std::size_t>(ladder.replica_at[t * rungs + rungs - 1])].push_back(energy[t]);
  double largest = 0;
  for (std::vector<double> const& visit : visits) {
    if (static_cast<double>(visit.size()) < kFewest) continue;
    Mean const mean = mean_of(visit);
    if (mean.ess >= kFewest) largest = std::max(largest, difference(mean, all, rungs));
  }
  return largest;
}

/// tau_int of the units, and the largest difference of one between the halves.
void compare_units(Equilibrium& out, std::span<double const> units) {
  std::size_t const T = out.samples, N = units.size() / T, half = T / 2;
  std::vector<double> paths(units.size());
  for (std::size_t i = 0; i < N; ++i) {
    double* const path = paths.data() + i * T;
    for (std::size_t t = 0; t < T; ++t) path[t] = units[t * N + i];
    double const mean = std::accumulate(path, path + T, 0.0) / static_cast<double>(T);
    for (std::size_t t = 0; t < T; ++t) path[t] -= mean;
  }
  out.tau_units = std::max(0.5, series_error(autocovariance(paths, T), T).tau_int);
  for (std::size_t i = 0; i < N; ++i) {
    double const* const path = paths.data() + i * T;
    auto const part = [&](std::size_t first, std::size_t last) -> Mean {
      double const n = static_cast<double>(last - first);
      double const mean = std::accumulate(path + first, path + last, 0.0) / n;
      return {mean, 0, n};
    };
    double const variance =
        std::inner_product(path, path + T, path, 0.0) / static_cast<double>(T) * 2 * out.tau_units;
    // Of rare units a mean is not normal: a tenth of the halves' states at least must differ.
    if (variance * static_cast<double>(half) < 2 * out.tau_units * kFewest / 2) continue;
    Mean a = part(0, half), b = part(T - half, T);
    a.variance = b.variance = variance / static_cast<double>(half);
    out.units = std::max(out.units, difference(a, b, N));
  }
}

std::string in_words(double number) { return std::to_string(number).substr(0, 4); }

}  // namespace

Equilibrium equilibrium(LadderSamples const& ladder, std::int64_t thin,
                        std::span<double const> units, std::size_t samples) {
  Equilibrium out{.samples = samples};
  std::vector<double> const energy = energies(ladder);
  Mean const all = mean_of(energy);
  std::size_t const half = energy.size() / 2;
  std::span<double const> const series(energy);
  out.halves = difference(mean_of(series.first(half)), mean_of(series.last(half)), 1);
  out.replicas = replica_difference(ladder, energy, all);
  double const sweeps = static_cast<double>(energy.size()) * static_cast<double>(thin);
  out.tau_energy = sweeps / (2 * all.ess);
  compare_units(out, units);
  auto const n = static_cast<double>(samples);
  out.ess = std::min({n, all.ess, n / (2 * out.tau_units)});
  return out;
}

void heed_equilibrium(Answer& answer, Equilibrium const& found) {
  auto const n = static_cast<double>(found.samples);
  if (found.ess < n / 2)
    answer.doubt(found.ess < std::min(10.0, n / 2) ? Verdict::failed : Verdict::suspect,
                 "the " + std::to_string(found.samples) + " samples are worth only " +
                     std::to_string(static_cast<int>(found.ess)) +
                     " independent ones; raise --sweeps or --doublings");
  auto const heed = [&](double difference, std::string const& what) {
    if (difference > 4)
      answer.doubt(difference > 6 ? Verdict::failed : Verdict::suspect,
                   what + " differ by " + in_words(difference) +
                       " standard errors (not in equilibrium); raise --burn-in or --doublings");
  };
  heed(found.halves, "the mean energies of the first and the second half");
  heed(found.units, "a unit's means over the first and the second half of the samples");
  heed(found.replicas, "the mean energies of one replica and of all");
}

}  // namespace lnz
