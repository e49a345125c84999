#include "models/rbm/rounded_weights.hpp"

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

constexpr double kMostSteps = 32767;

/// Larger of the sums of positive and of negative weights.
struct Extent {
  double positive = 0, negative = 0;

  void add(double weight) { (weight > 0 ? positive : negative) += std::abs(weight); }
  double largest() const { return std::max(positive, negative); }
};

/// The smallest power of two of which `largest` is at most kMostSteps.
double smallest_step(double largest) {
  constexpr int kFinest = -120;
  if (std::isinf(largest)) return 1e300;
  return std::ldexp(
      1, largest > 0
             ? std::max(kFinest, static_cast<int>(std::ceil(std::log2(largest / kMostSteps))))
             : kFinest);
}

}  // namespace

std::int16_t RoundedWeights::in_visible_steps(std::size_t i, std::size_t j) const {
  return static_cast<std::int16_t>(W[i * hidden + j] / visible_step[i]);
}

std::int16_t RoundedWeights::in_hidden_steps(std::size_t i, std::size_t j) const {
  return static_cast<std::int16_t>(W[i * hidden + j] / hidden_step[j]);
}

double RoundedWeights::error() const {
  double variance = 0;
  for (double const a : visible_step)
    for (double const b : hidden_step) variance += std::max(a, b) * std::max(a, b);
  return std::sqrt(variance / 12 / 4);
}

RoundedWeights rounded(RbmParameters const& machine) {
  RoundedWeights out{.visible = machine.visible,
                     .hidden = machine.hidden,
                     .W = machine.W,
                     .visible_step = std::vector<double>(machine.visible),
                     .hidden_step = std::vector<double>(machine.hidden)};
  // Rounding to coarser steps may lift a sum above its bound: then these steps are doubled.
  for (bool fits = false; !fits;) {
    std::vector<Extent> rows(machine.visible), columns(machine.hidden);
    for (std::size_t i = 0; i < machine.visible; ++i)
      for (std::size_t j = 0; j < machine.hidden; ++j) {
        rows[i].add(out.W[i * machine.hidden + j]);
        columns[j].add(out.W[i * machine.hidden + j]);
      }
    fits = true;
    auto const widen = [&](std::vector<double>& steps, std::vector<Extent> const& extents) {
      for (std::size_t k = 0; k < steps.size(); ++k)
        if (double const step = smallest_step(extents[k].largest()); step > steps[k]) {
          steps[k] = step;
          fits = false;
        }
    };
    widen(out.visible_step, rows);
    widen(out.hidden_step, columns);
    if (fits) break;
    for (std::size_t i = 0; i < machine.visible; ++i)
      for (std::size_t j = 0; j < machine.hidden; ++j) {
        double const step = std::max(out.visible_step[i], out.hidden_step[j]);
        std::size_t const ij = i * machine.hidden + j;
        out.W[ij] = std::round(machine.W[ij] / step) * step;
      }
  }
  return out;
}

RoundedWeights unrounded(RbmParameters const& machine) {
  return {machine.visible, machine.hidden, machine.W, std::vector<double>(machine.visible, 1.0),
          std::vector<double>(machine.hidden, 1.0)};
}

}  // namespace lnz
