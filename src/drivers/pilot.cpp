#include "drivers/pilot.hpp"

#include "lnz/drivers.hpp"

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

constexpr int kMostLanes = 64;
constexpr int kParts = 20;  ///< of the path, over which means are taken

/// Of two series over chains.
double covariance(std::vector<double> const& a, std::vector<double> const& b) {
  double const n = static_cast<double>(a.size());
  double mean_a = 0, mean_b = 0, sum = 0;
  for (double x : a) mean_a += x / n;
  for (double x : b) mean_b += x / n;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
  return sum / (n - 1);
}

/// Means over windows of a twentieth of the series to each side, floored by `least`.
std::vector<double> smoothed(std::vector<double> const& x, std::vector<double> const& least) {
  std::size_t const half = x.size() / 20;
  std::vector<double> out(x.size());
  for (std::size_t k = 0; k < x.size(); ++k) {
    std::size_t const first = k > half ? k - half : 0, last = std::min(k + half + 1, x.size());
    double sum = 0;
    for (std::size_t j = first; j < last; ++j) sum += x[j];
    out[k] = std::max(sum / static_cast<double>(last - first), least[k] * least[k]);
  }
  return out;
}

}  // namespace

PathProfile profile_path(ModelHandle const& model, Schedule const& schedule, int chains,
                         std::uint64_t seed, Communicator const& comm,
                         std::function<void()> const& between) {
  AnnealedImportanceSampling run(
      model,
      {.schedule = schedule,
       .chains = chains,
       .lanes = std::min(std::max(kMostLanes, model.fewest_lanes), model.lanes),
       .kept_rungs = {},
       .seed = seed},
      comm);
  run.record_increments();
  std::vector<double> unit_mean(model.unit_count);
  for (int part = 0; part < kParts; ++part) {
    run.advance(run.steps() * (part + 1) / kParts - run.done());
    between();
    std::vector<double> const now = run.unit_means();
    for (std::size_t i = 0; i < now.size(); ++i) unit_mean[i] += now[i] / kParts;
  }

  auto const rows = static_cast<std::size_t>(chains),
             edges = static_cast<std::size_t>(schedule.rungs() - 1);
  std::vector<double> const increments = run.increments(), weights = run.log_weights();
  PathProfile profile{std::move(unit_mean), {}, {}, covariance(weights, weights)};
  std::vector<double> share, column(rows);
  for (std::size_t k = 0; k < edges; ++k) {
    for (std::size_t r = 0; r < rows; ++r) column[r] = increments[r * edges + k];
    profile.length.push_back(std::sqrt(covariance(column, column)));
    share.push_back(covariance(column, weights));
  }
  profile.dissipation = smoothed(share, profile.length);
  return profile;
}

}  // namespace lnz
