#pragma once

#include "core/data_set.hpp"

#include <functional>
#include <span>
#include <vector>

namespace lnz {

/// Throws ConfigError unless rows have `units` whole numbers in [smallest, 1].
void require_units(DataSet const& data, std::size_t units, int smallest);

/// value(row) of every row of a data set, on all threads; value must not throw.
/// Throws ConfigError unless rows have `units` numbers.
std::vector<double> row_values(DataSet const& data, std::size_t units,
                               std::function<double(std::span<float const>)> const& value);

/// The same of binary units: throws ConfigError like require_units.
std::vector<double> row_values(DataSet const& data, std::size_t units, int smallest,
                               std::function<double(std::span<float const>)> const& value);

}  // namespace lnz
