#pragma once

#include <cmath>
#include <vector>

namespace lnz {

/// Standard error of the mean of values whose errors are independent.
inline double independent_error_of_mean(std::vector<double> const& std_error) {
  double squares = 0;
  for (double const e : std_error) squares += e * e;
  return std::sqrt(squares) / static_cast<double>(std_error.size());
}

}  // namespace lnz
