#include "models/gaussian/marginal_path.hpp"

#include "lnz/log_sum.hpp"
#include "models/reference.hpp"
#include "parallel/for_each.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lnz {
namespace {

/// Lanes that go through the bits side by side, so that a row of J serves several.
constexpr std::size_t kTogether = 8;

/// The log odds above which a bit is 1: ln(u / (1 - u)) for uniform u.
Eigen::ArrayXd thresholds(std::span<std::uint32_t const> words) {
  Eigen::ArrayXd u(static_cast<Eigen::Index>(words.size()));
  for (std::size_t i = 0; i < words.size(); ++i)
    u[static_cast<Eigen::Index>(i)] = (words[i] + 0.5) * 0x1p-32;
  return (u / (1 - u)).log();
}

void add(double* field, double const* row, double sign, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) field[j] += sign * row[j];
}

}  // namespace

MarginalPath::MarginalPath(MarginalBits machine, Reference const& reference)
    : machine_(std::move(machine)),
      g_(log_odds(reference, machine_.bits)),
      log_z_reference_(machine_.log_scale) {
  for (double const g : g_) log_z_reference_ += softplus(g);
}

auto MarginalPath::draw_reference(int lanes, Stream& random) const -> State {
  std::vector<Unit> units(static_cast<std::size_t>(lanes) * machine_.bits);
  for (std::size_t i = 0; i < units.size(); ++i)
    units[i] = random.uniform() < logistic(g_[i % machine_.bits]);
  return restore(units, lanes);
}

void MarginalPath::sweep_lanes(State& x, std::size_t first, std::size_t last, ConstLanes beta,
                               std::span<std::uint32_t const> words) const {
  std::size_t const n = machine_.bits;
  Eigen::ArrayXd const above = thresholds(words.subspan(first * n, (last - first) * n));
  for (std::size_t j = 0; j < n; ++j) {
    double const* const row = machine_.J.data() + j * n;
    for (std::size_t l = first; l < last; ++l) {
      double* const field = x.field.data() + l * n;
      double const odds = beta[l] * (machine_.a[j] + field[j]) + (1 - beta[l]) * g_[j];
      Unit const drawn = odds > above[static_cast<Eigen::Index>((l - first) * n + j)];
      if (Unit& bit = x.x[l * n + j]; bit != drawn) {
        add(field, row, drawn ? 1 : -1, n);
        bit = drawn;
      }
    }
  }
  for (std::size_t l = first; l < last; ++l) complete(x, l);
}

void MarginalPath::sweep(State& x, ConstLanes beta, Stream& random) const {
  std::vector<std::uint32_t> words(x.x.size());
  random.fill(words);
  std::size_t const groups = (x.lanes + kTogether - 1) / kTogether;
  for_each_part(groups, x.x.size() * (machine_.bits / 4 + 10),
                [&](std::size_t from, std::size_t to) {
                  for (std::size_t group = from; group < to; ++group)
                    sweep_lanes(x, group * kTogether, std::min((group + 1) * kTogether, x.lanes),
                                beta, words);
                });
}

void MarginalPath::complete(State& x, std::size_t lane) const {
  double sum = 0;
  for (std::size_t j = lane * machine_.bits, i = 0; i < machine_.bits; ++i, ++j)
    sum += x.x[j] * (machine_.a[i] - g_[i] + x.field[j] / 2);
  x.log_slope[lane] = sum;
}

void MarginalPath::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  for (std::size_t l = 0; l < out.size(); ++l) out[l] = (to[l] - from[l]) * x.log_slope[l];
}

auto MarginalPath::restore(std::span<Unit const> units, int lanes) const -> State {
  auto const n = static_cast<std::size_t>(lanes);
  State x{n, {units.begin(), units.end()}, Aligned<double>(units.size()), std::vector<double>(n)};
  for (std::size_t i = 0; i < units.size(); ++i)
    if (units[i])
      add(x.field.data() + i / machine_.bits * machine_.bits,
          machine_.J.data() + i % machine_.bits * machine_.bits, 1, machine_.bits);
  for (std::size_t l = 0; l < n; ++l) complete(x, l);
  return x;
}

}  // namespace lnz
