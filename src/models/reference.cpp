#include "models/reference.hpp"

#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lnz {

constexpr double kMeanMargin = 1e-4;

Reference pulled(std::vector<double> means) {
  for (double& m : means) m = (m + 0.05) / 1.1;
  return {std::move(means)};
}

Reference column_means(DataSet const& data) {
  std::vector<double> mean(data.columns);
  for (std::size_t r = 0; r < data.rows; ++r)
    for (std::size_t i = 0; i < data.columns; ++i) mean[i] += static_cast<double>(data.row(r)[i]);
  for (double& m : mean) m /= static_cast<double>(data.rows);
  return pulled(std::move(mean));
}

std::vector<double> log_odds(Reference const& reference, std::size_t units) {
  if (reference.mean.empty()) return std::vector<double>(units, 0.0);
  if (reference.mean.size() != units)
    throw ConfigError(
        fmt::format("reference has {} units (the model has {}); give a data set of that width",
                    reference.mean.size(), units));
  std::vector<double> odds;
  odds.reserve(units);
  for (double const mean : reference.mean) {
    if (!(mean >= 0 && mean <= 1))
      throw ConfigError(fmt::format(
          "reference has a mean of {} (means of bits are in [0, 1]); binarise the data", mean));
    odds.push_back(logit(std::clamp(mean, kMeanMargin, 1 - kMeanMargin)));
  }
  return odds;
}

IndependentSpins independent_spins(Reference const& reference, std::size_t sites) {
  IndependentSpins spins{.g = log_odds(reference, sites), .log_z = 0};
  for (double& g : spins.g) {
    g /= 2;
    spins.log_z += softplus(2 * g) - g;
  }
  return spins;
}

}  // namespace lnz
