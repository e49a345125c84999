#include "estimators/ladder.hpp"

#include "estimators/autocorrelation.hpp"

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

/// Column k of a [T, columns] table.
std::vector<double> column(std::vector<double> const& table, std::size_t columns, std::size_t k) {
  std::vector<double> out;
  out.reserve(table.size() / columns);
  for (std::size_t i = k; i < table.size(); i += columns) out.push_back(table[i]);
  return out;
}

}  // namespace

std::int64_t round_trips(LadderSamples const& samples) {
  auto const rungs = static_cast<std::size_t>(samples.rungs);
  std::int64_t trips = 0;
  // A replica's trip: 0 before it has met the reference, 1 on its way up, 2 on its way down.
  std::vector<char> leg(rungs, 0);
  for (std::size_t t = 0; t < samples.sweeps(); ++t) {
    auto const bottom = static_cast<std::size_t>(samples.replica_at[t * rungs]);
    auto const top = static_cast<std::size_t>(samples.replica_at[t * rungs + rungs - 1]);
    if (leg[bottom] == 2) ++trips;
    leg[bottom] = 1;
    if (leg[top] == 1) leg[top] = 2;
  }
  return trips;
}

LadderHealth ladder_health(LadderSamples const& samples) {
  auto const edges = static_cast<std::size_t>(samples.rungs) - 1;
  std::size_t const T = samples.sweeps();
  LadderHealth health{std::vector<double>(edges, 0.0)};
  for (std::size_t i = 0; i < samples.up.size(); ++i)
    health.rejection[i % edges] +=
        (1 - std::min(1.0, std::exp(samples.up[i] + samples.down[i]))) / static_cast<double>(T);
  for (double r : health.rejection) health.barrier += r;
  health.round_trips = round_trips(samples);
  return health;
}

Estimate ladder_estimate(LadderSamples const& samples, LadderMethod const& method,
                         double log_z_reference) {
  auto const rungs = static_cast<std::size_t>(samples.rungs), edges = rungs - 1;
  std::size_t const T = samples.sweeps();
  Estimate out;
  out.method = method.name;
  out.log_z_at.assign(1, log_z_reference);
  out.std_error_at.assign(1, 0.0);
  std::vector<double> path(rungs * T, 0.0);  // [replica, sweep]
  std::vector<double> below(T, 0.0);         // influence on ln Z of all edges so far, [sweep]
  double left_out = 0;
  for (std::size_t k = 0; k < edges; ++k) {
    EdgeEstimate const edge =
        method.edge(column(samples.up, edges, k), column(samples.down, edges, k));
    for (std::size_t t = 0; t < T; ++t) {
      int const* const replica_at = samples.replica_at.data() + t * rungs;
      path[static_cast<std::size_t>(replica_at[k]) * T + t] += edge.lower[t];
      path[static_cast<std::size_t>(replica_at[k + 1]) * T + t] += edge.upper[t];
      below[t] += edge.lower[t] + edge.upper[t];
    }
    left_out += edge.left_out;
    out.log_z_at.push_back(out.log_z_at.back() + edge.value);
    out.std_error_at.push_back(
        std::sqrt(series_error(autocovariance(below, T), T).variance_of_mean));
  }
  SeriesError const along_paths = series_error(autocovariance(path, T), T);
  SeriesError const of_sum = series_error(autocovariance(below, T), T);
  SeriesError const& error =
      along_paths.variance_of_mean > of_sum.variance_of_mean ? along_paths : of_sum;
  out.log_z = out.log_z_at.back();
  out.std_error = std::hypot(std::sqrt(error.variance_of_mean), left_out);
  out.ess = static_cast<double>(T) / (2 * error.tau_int);
  out.ci95 = {out.log_z - 1.96 * out.std_error, out.log_z + 1.96 * out.std_error};
  double const scale = out.std_error_at.back() > 0 ? out.std_error / out.std_error_at.back() : 1;
  for (double& e : out.std_error_at) e *= scale;
  return out;
}

Answer ladder_answer(LadderSamples const& samples, double log_z_reference) {
  Answer answer;
  for (LadderMethod const& method : ladder_methods())
    answer.estimates.push_back(ladder_estimate(samples, method, log_z_reference));
  LadderHealth const health = ladder_health(samples);
  Estimate const& best = answer.estimates.front();

  if (health.round_trips == 0)
    answer.doubt(Verdict::failed,
                 "no replica went from the reference to the target and back; "
                 "raise --sweeps or --rungs");
  else if (health.round_trips < std::max(10, samples.rungs))
    answer.doubt(Verdict::suspect, "only " + std::to_string(health.round_trips) +
                                       " round trips of " + std::to_string(samples.rungs) +
                                       " replicas; raise --sweeps");
  auto const worst = std::ranges::max_element(health.rejection);
  if (*worst > 0.95)
    answer.doubt(Verdict::suspect, "edge " + std::to_string(worst - health.rejection.begin()) +
                                       " accepts only " +
                                       std::to_string(100 * (1 - *worst)).substr(0, 4) +
                                       "% of its swaps; raise --rungs");
  if (best.ess < 50)
    answer.doubt(Verdict::suspect,
                 "only " + std::to_string(static_cast<int>(best.ess)) +
                     " effective sweeps (autocorrelation too long); raise --sweeps");
  for (Estimate const& other : answer.estimates) {
    double const error = std::hypot(best.std_error, other.std_error);
    if (!std::isfinite(other.log_z) || !std::isfinite(error))
      answer.doubt(Verdict::failed, other.method + " is not finite");
    else if (std::abs(other.log_z - best.log_z) > 4 * error)
      answer.doubt(Verdict::suspect,
                   other.method + " and " + best.method + " differ by " +
                       std::to_string(other.log_z - best.log_z) +
                       ", more than 4 standard errors; raise --sweeps or --rungs");
  }
  return answer;
}

}  // namespace lnz
