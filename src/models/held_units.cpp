#include "models/held_units.hpp"

#include "lnz/error.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lnz {

UnitRange two_values(int low) {
  return {[low](double value) { return value == 1 || value == 0 || value == low; },
          fmt::format("{} and 1", low)};
}

HeldUnits sort_held(Record const& model, std::vector<double> const& values, std::size_t units,
                    UnitRange const& range) {
  if (values.size() != units)
    throw ConfigError(fmt::format(
        "{}: {} values to hold units at (the model has {} units to hold); give one a unit",
        model.source, values.size(), units));
  HeldUnits sorted;
  for (std::size_t i = 0; i < units; ++i) {
    double const value = values[i];
    if (std::isnan(value)) {
      sorted.free.push_back(i);
      continue;
    }
    if (!range.has(value))
      throw ConfigError(fmt::format("{}: unit {} held at {} (its values are {}); correct it",
                                    model.source, i, value, range.text));
    sorted.held.push_back(i);
  }
  return sorted;
}

void require_free(Record const& model, HeldUnits const& units) {
  if (units.free.empty())
    throw ConfigError(
        fmt::format("{}: all {} units are held (nothing is left to sample); leave one free",
                    model.source, units.held.size()));
}

std::vector<double> at(std::vector<double> const& all, std::vector<std::size_t> const& positions) {
  std::vector<double> some;
  some.reserve(positions.size());
  for (std::size_t const i : positions) some.push_back(all[i]);
  return some;
}

}  // namespace lnz
