#include "approx/fixed_point.hpp"

#include "parallel/for_each.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lnz {

std::vector<Iteration> iterated(std::size_t size, std::uint64_t seed,
                                std::function<double(int sweep)> const& fraction,
                                std::function<double(std::vector<double>&, double)> const& sweep) {
  std::vector<Iteration> all(kStarts);
  for_each_index(all.size(), [&](std::size_t start) {
    Iteration& one = all[start];
    one.state.assign(size, 0);
    Stream random(seed, Purpose::ascent, static_cast<std::uint32_t>(start), 0);
    if (start > 0)
      for (double& x : one.state) x = 2 * random.uniform() - 1;
    do one.last_change = sweep(one.state, fraction(one.sweeps));
    while (++one.sweeps < kMostSweeps && !one.converged() && !std::isnan(one.last_change));
  });
  return all;
}

double damped(int sweep) { return std::ldexp(1, -1 - std::min(sweep / 400, 3)); }

std::size_t best_of(std::vector<Iteration> const& iterations, std::vector<double> const& log_z) {
  auto const rank = [&](std::size_t s) {
    return std::pair(iterations[s].converged(), std::isnan(log_z[s]) ? -INFINITY : log_z[s]);
  };
  std::size_t best = 0;
  for (std::size_t s = 1; s < iterations.size(); ++s)
    if (rank(s) > rank(best)) best = s;
  return best;
}

Approximation told(std::vector<Iteration> const& iterations, std::size_t at, double log_z) {
  return {.method = {},
          .lower_bound = false,
          .log_z = log_z,
          .converged = iterations[at].converged(),
          .iterations = iterations[at].sweeps,
          .starts = static_cast<int>(iterations.size()),
          .starts_converged =
              static_cast<int>(std::ranges::count_if(iterations, &Iteration::converged)),
          .last_change = iterations[at].last_change,
          .mean = {}};
}

double spin_entropy(double m) {
  double entropy = 0;
  for (double const p : {(1 + m) / 2, (1 - m) / 2})
    if (p > 0) entropy -= p * std::log(p);
  return entropy;
}

}  // namespace lnz
