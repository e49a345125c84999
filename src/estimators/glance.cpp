#include "estimators/glance.hpp"

#include "estimators/autocorrelation.hpp"
#include "lnz/log_sum.hpp"

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

constexpr std::size_t kFewestSweeps = 32, kMostRatios = std::size_t{1} << 19;

}  // namespace

Estimate glance(std::span<double const> log_weight, double log_z_reference) {
  double const n = static_cast<double>(log_weight.size()), log_sum = log_sum_exp(log_weight);
  double sum_p2 =
      0;  // p, the normalised weights: Var(w) / (n mean(w)^2) = (n sum p^2 - 1) / (n - 1)
  for (double w : log_weight) sum_p2 += std::exp(2 * (w - log_sum));
  Estimate out;
  out.method = "ais";
  out.log_z = log_z_reference + (log_sum - std::log(n));
  out.std_error = std::sqrt(std::max(0.0, (n * sum_p2 - 1) / (n - 1)));
  out.ess = 1 / sum_p2;
  return out;
}

std::optional<Estimate> glance(LadderSamples const& samples, double log_z_reference) {
  if (samples.sweeps() < kFewestSweeps) return std::nullopt;
  std::size_t const edges = static_cast<std::size_t>(samples.rungs) - 1;
  std::size_t const every = samples.up.size() / kMostRatios + 1,
                    T = (samples.sweeps() - 1) / every + 1;
  Estimate out;
  out.method = "stepping-stone-up";
  out.log_z = log_z_reference;
  std::vector<double> influence(T, 0.0);  // on ln Z, of all edges, [sweep]
  std::vector<double> up(T);
  for (std::size_t k = 0; k < edges; ++k) {
    for (std::size_t t = 0; t < T; ++t) up[t] = samples.up[t * every * edges + k];
    double const most = *std::ranges::max_element(up);
    double sum = 0;
    for (double& u : up) sum += u = std::exp(u - most);
    double const mean = sum / static_cast<double>(T);
    for (std::size_t t = 0; t < T; ++t) influence[t] += up[t] / mean - 1;
    out.log_z += most + std::log(mean);
  }
  SeriesError const error = series_error(autocovariance(influence, T), T);
  out.std_error = std::sqrt(error.variance_of_mean);
  out.ess = static_cast<double>(T) / (2 * error.tau_int);
  return out;
}

}  // namespace lnz
