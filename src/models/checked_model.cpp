#include "models/checked_model.hpp"

#include "core/memory.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <functional>
#include <numeric>

namespace lnz {

void require_kind(Record const& model, std::string const& kind) {
  if (std::string const given = model.text("@kind"); given != kind)
    throw ConfigError(
        fmt::format("{}: kind '{}' (this needs a model of kind '{}'); give such a model",
                    model.source, given, kind));
}

std::vector<double> finite_reals(Record const& model, std::string const& key,
                                 std::vector<std::size_t> const& shape) {
  std::vector<double> values = model.reals(key);
  if (model.shape(key) != shape)
    throw ConfigError(fmt::format(
        "{}: dataset '{}' has shape [{}] (the rest of the model needs [{}]); correct it",
        model.source, key, fmt::join(model.shape(key), ", "), fmt::join(shape, ", ")));
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      throw ConfigError(
          fmt::format("{}: dataset '{}' holds {} at position {} (numbers must be finite); "
                      "repair the model",
                      model.source, key, values[i], i));
  return values;
}

std::vector<double> finite_reals_or_zeros(Record const& model, std::string const& key,
                                          std::vector<std::size_t> const& shape) {
  if (model.has(key)) return finite_reals(model, key, shape);
  return std::vector<double>(
      std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies{}), 0.0);
}

std::size_t unit_count(Record const& model, std::int64_t count) {
  if (count < 1 || count > kMostUnits)
    throw ConfigError(fmt::format("{}: {} units (a model has 1 to {}); change its size",
                                  model.source, count, kMostUnits));
  return static_cast<std::size_t>(count);
}

void require_bonds_fit(std::string const& source, std::size_t sites, std::size_t bonds) {
  constexpr double kSiteBytes = 100, kBondBytes = 100;  // four forest orders, and how they are made
  require_memory(kSiteBytes * static_cast<double>(sites) + kBondBytes * static_cast<double>(bonds),
                 fmt::format("{}: a list of {} spins and {} bonds", source, sites, bonds),
                 "make it smaller");
}

void require_weights_fit(std::string const& source, std::size_t one, std::size_t other) {
  constexpr std::size_t kMostWeights = std::size_t{1} << 30;  // 8 GiB
  constexpr double kCopies = 3;  // in the record, at beta, as the kernels take them
  if (one == 0 || other == 0)
    throw ConfigError(fmt::format(
        "{}: {} x {} weights (a machine has units on both sides); add some", source, one, other));
  if (one > kMostWeights / other)
    throw ConfigError(fmt::format(
        "{}: {} x {} weights (more than 2^30 do not fit); use fewer units", source, one, other));
  require_memory(kCopies * sizeof(double) * static_cast<double>(one * other), source,
                 "use fewer units");
}

std::string times(std::vector<std::size_t> const& sizes) {
  return fmt::format("{}", fmt::join(sizes, " x "));
}

void scale(std::vector<double>& values, double factor) {
  for (double& value : values) value *= factor;
}

}  // namespace lnz
