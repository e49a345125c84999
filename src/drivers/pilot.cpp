#include "drivers/pilot.hpp"

#include "lnz/drivers.hpp"

#include <cmath>

namespace lnz {
namespace {

constexpr int kLanes = 16;

/// Variance of column `at` of a [rows, columns] table.
double variance(std::vector<double> const& table, std::size_t rows, std::size_t columns,
                std::size_t at) {
  double mean = 0, sum = 0;
  for (std::size_t r = 0; r < rows; ++r)
    mean += table[r * columns + at] / static_cast<double>(rows);
  for (std::size_t r = 0; r < rows; ++r) sum += std::pow(table[r * columns + at] - mean, 2);
  return sum / static_cast<double>(rows - 1);
}

}  // namespace

PathProfile profile_path(ModelHandle const& model, Schedule const& schedule, int chains,
                         std::uint64_t seed, Communicator const& comm) {
  AnnealedImportanceSampling run(
      model,
      {.schedule = schedule, .chains = chains, .lanes = kLanes, .kept_rungs = {}, .seed = seed},
      comm);
  run.record_increments();
  run.advance(run.steps());

  auto const rows = static_cast<std::size_t>(chains),
             edges = static_cast<std::size_t>(schedule.rungs() - 1);
  std::vector<double> const increments = run.increments();
  PathProfile profile{run.unit_means(), {}, variance(run.log_weights(), rows, 1, 0)};
  for (std::size_t k = 0; k < edges; ++k)
    profile.length.push_back(std::sqrt(variance(increments, rows, edges, k)));
  return profile;
}

}  // namespace lnz
