#include "models/layered/listed.hpp"

#include "lnz/log_sum.hpp"

#include <cmath>
#include <limits>
#include <numeric>

namespace lnz {

double minus_energy(LayeredParameters const& machine, std::span<double const> state) {
  double sum = 0;
  for (std::size_t l = 0, first = 0; l < machine.layers.size(); first += machine.layers[l++])
    for (std::size_t i = 0; i < machine.layers[l]; ++i) {
      double const h = state[first + i];
      sum += machine.b[l][i] * h;
      if (l == machine.depth()) continue;
      std::size_t const above = machine.layers[l + 1], next = first + machine.layers[l];
      for (std::size_t j = 0; j < above; ++j)
        sum += h * machine.W[l][i * above + j] * state[next + j];
    }
  return sum;
}

double log_sum_listed(LayeredParameters const& machine, double beta, std::vector<double> held) {
  held.resize(std::accumulate(machine.layers.begin(), machine.layers.end(), std::size_t{0}),
              std::numeric_limits<double>::quiet_NaN());
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < held.size(); ++i)
    if (std::isnan(held[i])) free.push_back(i);
  std::vector<double> terms;
  for (std::size_t number = 0; number < std::size_t{1} << free.size(); ++number) {
    for (std::size_t f = 0; f < free.size(); ++f) held[free[f]] = number >> f & 1 ? 1 : 0;
    terms.push_back(beta * minus_energy(machine, held));
  }
  return log_sum_exp(terms);
}

}  // namespace lnz
