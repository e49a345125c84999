#include "models/rbm/rbm_ladder.hpp"

#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"
#include "models/reference.hpp"
#include "parallel/for_each.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lnz {
namespace {

using Unit = RbmLadder::Unit;

double uniform(std::uint32_t word) { return (word + 0.5) * 0x1p-32; }

/// to += factor row.
void add(double factor, double const* row, std::vector<double>& to) {
  for (std::size_t j = 0; j < to.size(); ++j) to[j] += factor * row[j];
}

double dot(double const* row, std::vector<double> const& x) {
  double sum = 0;
  for (std::size_t j = 0; j < x.size(); ++j) sum += row[j] * x[j];
  return sum;
}

}  // namespace

RbmLadder::RbmLadder(RbmParameters const& target, Reference const& reference, double beta) {
  std::vector<double> const odds = log_odds(reference, target.visible);
  knots_.push_back({target.visible, target.hidden,
                    std::vector<double>(target.visible * target.hidden), odds,
                    std::vector<double>(target.hidden)});
  for (Record const& machine : reference.machines) {
    RbmParameters knot = rbm_parameters(machine);
    if (knot.visible != target.visible || knot.hidden != target.hidden)
      throw ConfigError(fmt::format(
          "{}: {} x {} units (the model has {} x {}); give machines of the model's shape to --path",
          machine.source, knot.visible, knot.hidden, target.visible, target.hidden));
    knots_.push_back(at_temperature(std::move(knot), beta));
  }
  knots_.push_back(target);
  log_z_reference_ = static_cast<double>(target.hidden) * std::numbers::ln2;
  for (double const a : odds) log_z_reference_ += softplus(a);
}

auto RbmLadder::place(double beta) const -> Place {
  double const along = beta * static_cast<double>(knots_.size() - 1);
  auto const first = std::min(static_cast<std::size_t>(along), knots_.size() - 2);
  return {first, along - static_cast<double>(first)};
}

std::vector<double> RbmLadder::hidden_fields(std::span<Unit const> v, double beta) const {
  Place const at = place(beta);
  std::vector<double> field(knots_.front().hidden);
  for (std::size_t k = 0; k < 2; ++k) {
    RbmParameters const& knot = knots_[at.first + k];
    double const share = k == 0 ? 1 - at.part : at.part;
    if (share == 0) continue;
    add(share, knot.c.data(), field);
    for (std::size_t i = 0; i < v.size(); ++i)
      if (v[i]) add(share, knot.W.data() + i * knot.hidden, field);
  }
  return field;
}

double RbmLadder::log_density(std::span<Unit const> v, double beta) const {
  Place const at = place(beta);
  RbmParameters const &below = knots_[at.first], &above = knots_[at.first + 1];
  double sum = 0;
  for (std::size_t i = 0; i < v.size(); ++i)
    if (v[i]) sum += (1 - at.part) * below.b[i] + at.part * above.b[i];
  for (double const x : hidden_fields(v, beta)) sum += softplus(x);
  return sum;
}

auto RbmLadder::draw_reference(int lanes, Stream& random) const -> State {
  State x{static_cast<std::size_t>(lanes), {}};
  std::vector<double> const& odds = knots_.front().b;
  for (std::size_t l = 0; l < x.lanes; ++l)
    for (double const a : odds) x.v.push_back(random.uniform() < logistic(a));
  return x;
}

void RbmLadder::sweep_lane(std::span<Unit> v, double beta,
                           std::span<std::uint32_t const> words) const {
  std::vector<double> h = hidden_fields(v, beta);
  for (std::size_t j = 0; j < h.size(); ++j) h[j] = uniform(words[j]) < logistic(h[j]);
  Place const at = place(beta);
  RbmParameters const &below = knots_[at.first], &above = knots_[at.first + 1];
  for (std::size_t i = 0; i < v.size(); ++i) {
    double field = 0;
    if (at.part < 1) field += (1 - at.part) * (below.b[i] + dot(below.W.data() + i * h.size(), h));
    if (at.part > 0) field += at.part * (above.b[i] + dot(above.W.data() + i * h.size(), h));
    v[i] = uniform(words[h.size() + i]) < logistic(field);
  }
}

void RbmLadder::sweep(State& x, ConstLanes beta, Stream& random) const {
  std::size_t const visible = unit_count(), hidden = knots_.front().hidden;
  std::vector<std::uint32_t> words(x.lanes * (visible + hidden));
  random.fill(words);
  for_each_part(x.lanes, x.lanes * 3 * visible * hidden, [&](std::size_t first, std::size_t last) {
    for (std::size_t l = first; l < last; ++l)
      sweep_lane(std::span(x.v).subspan(l * visible, visible), beta[l],
                 std::span(words).subspan(l * (visible + hidden), visible + hidden));
  });
}

void RbmLadder::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  std::size_t const visible = unit_count();
  for_each_part(x.lanes, x.lanes * 2 * visible * knots_.front().hidden,
                [&](std::size_t first, std::size_t last) {
                  for (std::size_t l = first; l < last; ++l) {
                    auto const v = std::span(x.v).subspan(l * visible, visible);
                    out[l] = from[l] == to[l] ? 0 : log_density(v, to[l]) - log_density(v, from[l]);
                  }
                });
}

}  // namespace lnz
