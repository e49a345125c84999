#include "models/row_values.hpp"

#include "lnz/error.hpp"
#include "parallel/for_each.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lnz {
namespace {

void require_width(DataSet const& data, std::size_t units) {
  if (data.columns != units)
    throw ConfigError(
        fmt::format("{}: {} values a row (the model has {} units); give data of that width",
                    data.source, data.columns, units));
}

}  // namespace

void require_units(DataSet const& data, std::size_t units, int smallest) {
  require_width(data, units);
  for (std::size_t i = 0; i < data.rows; ++i)
    for (float const x : data.row(i))
      if (!(x >= static_cast<float>(smallest) && x <= 1 && x == std::trunc(x)))
        throw ConfigError(
            fmt::format("{}: row {} holds {} (the model's units are binary); binarise the data",
                        data.source, i, x));
}

std::vector<double> row_values(DataSet const& data, std::size_t units,
                               std::function<double(std::span<float const>)> const& value) {
  require_width(data, units);
  std::vector<double> values(data.rows);
  for_each_index(data.rows, [&](std::size_t i) { values[i] = value(data.row(i)); });
  return values;
}

std::vector<double> row_values(DataSet const& data, std::size_t units, int smallest,
                               std::function<double(std::span<float const>)> const& value) {
  require_units(data, units, smallest);
  return row_values(data, units, value);
}

}  // namespace lnz
