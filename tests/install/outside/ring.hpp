#pragma once
#include <lnz/log_sum.hpp>
#include <lnz/tempered_model.hpp>

#include <cmath>
#include <cstdint>

/// An energy of one's own: bits in a ring, E(x) = -sum_i (J x_i x_{i+1} + b x_i), lane after lane.
struct Ring {
  using Unit = std::int8_t;
  using State = std::vector<Unit>;  // [lanes, count]
  std::size_t count = 12;
  double J = 2, b = -1;

  double minus_energy(Unit const* x) const {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += x[i] * (b + J * x[(i + 1) % count]);
    return sum;
  }
  void sweep(State& x, lnz::ConstLanes beta, lnz::Stream& random) const {
    for (std::size_t lane = 0; lane < beta.size(); ++lane) {
      Unit* const bits = x.data() + lane * count;
      for (std::size_t i = 0; i < count; ++i) {  // given its neighbours
        double const field = b + J * (bits[(i + 1) % count] + bits[(i + count - 1) % count]);
        bits[i] = random.uniform() < lnz::logistic(beta[lane] * field);
      }
    }
  }
  State draw_reference(int lanes, lnz::Stream& random) const {  // fair coins
    State x(static_cast<std::size_t>(lanes) * count);
    for (Unit& bit : x) bit = random.uniform() < 0.5;
    return x;
  }
  void log_ratio(State const& x, lnz::ConstLanes from, lnz::ConstLanes to, lnz::Lanes out) const {
    for (std::size_t lane = 0; lane < out.size(); ++lane)
      out[lane] = (to[lane] - from[lane]) * minus_energy(x.data() + lane * count);
  }
  double log_z_reference() const { return static_cast<double>(count) * std::log(2.0); }
  std::size_t unit_count() const { return count; }
  std::vector<Unit> units(State const& x) const { return x; }
  State restore(std::span<Unit const> units, int) const { return {units.begin(), units.end()}; }
};
