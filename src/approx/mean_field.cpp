#include "approx/mean_field.hpp"
#include "approx/fixed_point.hpp"
#include "approx/methods.hpp"

#include <algorithm>
#include <cmath>

namespace lnz {

double mean_field_value(Couplings const& system, std::vector<double> const& m) {
  SpinGraph const& graph = system.graph;
  double sum = system.constant;
  for (std::size_t i = 0; i < m.size(); ++i) {
    double bonds = 0;
    for (std::uint32_t e = graph.first[i]; e < graph.first[i + 1]; ++e)
      bonds += graph.coupling[e] * m[graph.neighbour[e]];
    sum += m[i] * (system.h[i] + bonds / 2) + spin_entropy(m[i]);
  }
  return sum;
}

namespace {

double sweep(Couplings const& system, std::vector<double>& m, double fraction) {
  SpinGraph const& graph = system.graph;
  double change = 0;
  for (std::size_t i = 0; i < m.size(); ++i) {
    double field = system.h[i];
    for (std::uint32_t e = graph.first[i]; e < graph.first[i + 1]; ++e)
      field += graph.coupling[e] * m[graph.neighbour[e]];
    double const step = std::tanh(field) - m[i];
    m[i] += fraction * step;
    change = std::max(change, std::abs(step));
  }
  return change;
}

Approximation solve(Couplings const& system, std::uint64_t seed) {
  std::vector<Iteration> const runs = iterated(
      system.h.size(), seed, [](int) { return 1.0; },
      [&](std::vector<double>& m, double fraction) { return sweep(system, m, fraction); });
  std::vector<double> values;
  for (Iteration const& run : runs) values.push_back(mean_field_value(system, run.state));
  // The bound holds wherever an iteration ended.
  std::size_t const at =
      static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
  Approximation out = told(runs, at, values[at]);
  out.lower_bound = true;
  out.mean = runs[at].state;
  return out;
}

}  // namespace

ApproximateMethod naive_mean_field() {
  return {.name = "naive",
          .summary = "naive mean field, a lower bound",
          .refusal = [](Couplings const&) { return std::string(); },
          .solve = solve};
}

}  // namespace lnz
