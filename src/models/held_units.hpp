#pragma once

#include "lnz/record.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace lnz {

/// Which units are held and which are free, each in rising order.
struct HeldUnits {
  std::vector<std::size_t> held, free;
};

/// What a unit can be held at, and how a message says it: "0 and 1".
struct UnitRange {
  std::function<bool(double)> has;
  std::string text;
};

/// `low` and 1: 0 for bits; -1 for spins, and 0 in its place.
UnitRange two_values(int low);

/// Sorts the units of `values` [units], NaN where one is free. Throws ConfigError naming the model
/// unless there is a value for each of its units and every held one is in range.
HeldUnits sort_held(Record const& model, std::vector<double> const& values, std::size_t units,
                    UnitRange const& range);

/// Throws ConfigError naming the model unless a unit is free.
void require_free(Record const& model, HeldUnits const& units);

/// The values of `all` at these positions.
std::vector<double> at(std::vector<double> const& all, std::vector<std::size_t> const& positions);

}  // namespace lnz
