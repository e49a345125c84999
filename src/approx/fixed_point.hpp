#pragma once

#include "approx/registry.hpp"
#include "lnz/stream.hpp"

#include <functional>
#include <vector>

namespace lnz {

/// Starts of an iteration: the first from zero, the others random.
constexpr int kStarts = 6;
constexpr int kMostSweeps = 2000;
constexpr double kTolerance = 1e-9;  ///< largest change of a mean; ln Z is stationary there

/// One iteration from one start.
struct Iteration {
  std::vector<double> state;  ///< means or messages
  int sweeps = 0;
  double last_change = 0;
  bool converged() const { return last_change < kTolerance; }
};

/// Takes `sweep(state, fraction)`, which moves every entry by that fraction of the way to where the
/// others want it and returns the largest distance that was left, from each start in [-1, 1]^size
/// until it is at rest. `fraction(sweep)` is that of each sweep. On all threads.
std::vector<Iteration> iterated(std::size_t size, std::uint64_t seed,
                                std::function<double(int sweep)> const& fraction,
                                std::function<double(std::vector<double>&, double)> const& sweep);

/// 1/2, halved after every 400 sweeps down to 1/16: slow iterations are damped until they converge.
double damped(int sweep);

/// The iteration with the largest value among those that converged; if none did, among all.
std::size_t best_of(std::vector<Iteration> const& iterations, std::vector<double> const& log_z);

/// What is told of them and of the one at `at`, with this value; without means.
Approximation told(std::vector<Iteration> const& iterations, std::size_t at, double log_z);

/// Entropy of a spin of mean m, ln 2 at 0.
double spin_entropy(double m);

}  // namespace lnz
