#pragma once

#include "lnz/record.hpp"

#include <cstddef>
#include <vector>

namespace lnz {

/// Which units are held and which are free, each in rising order.
struct HeldUnits {
  std::vector<std::size_t> held, free;
};

/// Sorts the units of `values` [units], NaN where one is free. Throws ConfigError naming the model
/// unless there is a value for each of its units and every held one is `low` or 1 (bits: 0; spins:
/// -1, and 0 for it).
HeldUnits sort_held(Record const& model, std::vector<double> const& values, std::size_t units,
                    int low);

/// Throws ConfigError naming the model unless a unit is free.
void require_free(Record const& model, HeldUnits const& units);

/// The values of `all` at these positions.
std::vector<double> at(std::vector<double> const& all, std::vector<std::size_t> const& positions);

}  // namespace lnz
