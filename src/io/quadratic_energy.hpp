#pragma once

#include "lnz/record.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace lnz {

/// A quadratic energy of bits (0, 1) or spins (-1, +1), to be minimised, as QUBO and BQPJSON state
/// it; its states have p(x) = exp(-beta E(x)) / Z(beta):
///   E(x) = constant + sum_i linear_i x_i + sum_(i<j) quadratic_ij x_i x_j.
struct QuadraticEnergy {
  enum class Variables { bits, spins };

  Variables variables;
  std::vector<std::int64_t> ids;  ///< what the file calls them, ascending [n]
  double constant = 0;
  std::vector<double> linear;                                         ///< [n]
  std::map<std::pair<std::int32_t, std::int32_t>, double> quadratic;  ///< of i < j, in [0, n)

  /// Adds to the term of two variables, in either order: x_i x_j = x_j x_i.
  void add(std::int32_t i, std::int32_t j, double value);
};

/// The same energy of the same states in other variables, x = (1 + s) / 2.
QuadraticEnergy in_variables(QuadraticEnergy energy, QuadraticEnergy::Variables variables);

/// The model of kind `spins` with these energies: E = E(model) + attribute `energy_offset`, so that
/// ln Z = ln Z(model) - beta energy_offset. `ids` [n] are kept unless they are 0 to n - 1. Throws
/// ConfigError naming `source` if there are no variables or if a coefficient is not finite.
Record spins_of(QuadraticEnergy const& energy, std::string const& source);

/// The energy of a model of kind `spins`, or `rbm` of bits or spins (visible units, then hidden
/// ones), with
/// its `energy_offset`. Throws ConfigError on other kinds and on arrays that do not fit together.
QuadraticEnergy quadratic_energy_of(Record const& model);

}  // namespace lnz
