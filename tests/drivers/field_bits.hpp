#pragma once

#include "lnz/log_sum.hpp"
#include "lnz/tempered_model.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace lnz {

/// Independent bits in a field, f_beta(x) = exp(beta field sum_i x_i), whose sweep draws exactly:
/// every sample of a run is independent and all that a ladder does has a closed form.
struct FieldBits {
  using Unit = std::int8_t;
  using State = std::vector<Unit>;  ///< [lanes, count]

  int count;
  double field;
  double nan_from = 2;  ///< log_ratio is NaN from this beta on ...
  int nan_ones = 0;     ///< ... in states with at least this many ones

  State draw_reference(int lanes, Stream& random) const {
    State x(static_cast<std::size_t>(lanes * count));
    sweep(x, std::vector<double>(static_cast<std::size_t>(lanes), 0.0), random);
    return x;
  }
  void sweep(State& x, ConstLanes beta, Stream& random) const {
    for (std::size_t i = 0; i < x.size(); ++i)
      x[i] = random.uniform() < mean(beta[i / unit_count()]);
  }
  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
    for (std::size_t lane = 0; lane < out.size(); ++lane) {
      auto const first = x.begin() + static_cast<std::ptrdiff_t>(lane) * count;
      auto const ones = std::count(first, first + count, 1);
      bool const broken = from[lane] >= nan_from && ones >= nan_ones;
      out[lane] =
          broken ? std::nan("") : (to[lane] - from[lane]) * field * static_cast<double>(ones);
    }
  }
  double log_z_reference() const { return log_z(0); }
  std::size_t unit_count() const { return static_cast<std::size_t>(count); }
  std::vector<Unit> units(State const& x) const { return x; }
  State restore(std::span<Unit const> units, int) const { return {units.begin(), units.end()}; }

  double mean(double beta) const { return logistic(beta * field); }
  double log_z(double beta) const { return count * softplus(beta * field); }

  /// Mean of 1 - min(1, ratio) for a swap between two betas.
  double rejection(double lower, double upper) const {
    double accepted = 0;
    for (int low = 0; low <= count; ++low)
      for (int high = 0; high <= count; ++high)
        accepted += probability(low, lower) * probability(high, upper) *
                    std::min(1.0, std::exp((upper - lower) * field * (low - high)));
    return 1 - accepted;
  }

 private:
  /// Of so many ones.
  double probability(int ones, double beta) const {
    double const p = mean(beta);
    double const choices =
        std::lgamma(count + 1) - std::lgamma(ones + 1) - std::lgamma(count - ones + 1);
    return std::exp(choices + ones * std::log(p) + (count - ones) * std::log1p(-p));
  }
};

}  // namespace lnz
