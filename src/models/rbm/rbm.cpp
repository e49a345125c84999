#include "models/rbm/rbm.hpp"

#include "lnz/log_sum.hpp"
#include "models/kernels/draw_units.hpp"
#include "models/kernels/softplus_change.hpp"
#include "models/rbm/rounded_product.hpp"
#include "models/reference.hpp"
#include "parallel/for_each.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <type_traits>

namespace lnz {
namespace {

/// Uses of a sweep's key.
enum Kind : std::uint64_t { kHidden, kVisible };

template <class Sum>
constexpr bool kRounded = std::is_same_v<Sum, std::int16_t>;

Aligned<float> padded(std::vector<double> const& values, std::size_t tile) {
  Aligned<float> out((values.size() + tile - 1) / tile * tile);
  for (std::size_t i = 0; i < values.size(); ++i) out[i] = static_cast<float>(values[i]);
  return out;
}

}  // namespace

/// beta and 1 - beta of every lane.
template <class Sum>
struct Rbm<Sum>::Temperatures {
  std::vector<float> target, reference;

  explicit Temperatures(ConstLanes beta) {
    for (double const b : beta) {
      target.push_back(static_cast<float>(b));
      reference.push_back(static_cast<float>(1 - b));
    }
  }
  LaneWeights weights() const { return {target, reference}; }
};

template <class Sum>
Rbm<Sum>::Rbm(RbmParameters const& machine, RoundedWeights const& weights,
              Reference const& reference)
    : hidden_product_(product_to_hidden<Sum>(weights)),
      visible_product_(product_to_visible<Sum>(weights)),
      hidden_{padded(weights.hidden_step, kTile), padded(machine.c, kTile), {}},
      visible_{padded(weights.visible_step, kTile), padded(machine.b, kTile),
               padded(log_odds(reference, machine.visible), kTile)},
      flips_(weights, machine.c) {
  std::vector<double> slope = log_odds(reference, machine.visible);
  for (std::size_t i = 0; i < slope.size(); ++i) {
    log_z_reference_ += softplus(slope[i]);
    slope[i] = machine.b[i] - slope[i];
  }
  log_z_reference_ += static_cast<double>(machine.hidden) * std::numbers::ln2;
  slope_ = BitDot(slope);
  if constexpr (kRounded<Sum>) {
    float const* const c = hidden_.bias.data();
    end_ = ExactEnd(machine, weights, {c, c + machine.hidden});
  }
}

template <class Sum>
void Rbm<Sum>::complete(State& x) const {
  std::size_t const lanes = x.v.lanes;
  for_each_part(hidden_product_.tiles(), product_operations(lanes),
                [&](std::size_t first, std::size_t last) {
                  for (std::size_t t = first; t < last; ++t)
                    hidden_product_.tile(t, x.v, x.hidden_sums.data() + t * lanes * kTile);
                });
  for (std::size_t l = 0; l < lanes; ++l) x.visible_term[l] = slope_(x.v, l);
}

template <class Sum>
auto Rbm<Sum>::draw_reference(int lanes, Stream& random) const -> State {
  State x = restore({}, lanes);
  std::vector<double> const zero(x.v.lanes, 0.0);
  PackedBits const none(hidden_product_.outputs(), x.v.lanes);
  draw_visible(none, Temperatures(zero), ars_key(random), x.v);
  complete(x);
  return x;
}

template <class Sum>
void Rbm<Sum>::draw_hidden(State const& x, Temperatures const& at, ArsKey key,
                           PackedBits& h) const {
  for_each_part(hidden_product_.tiles(), 20 * hidden_product_.outputs() * h.lanes,
                [&](std::size_t first, std::size_t last) {
                  for (std::size_t t = first; t < last; ++t)
                    draw_units(t * kTile, x.hidden_sums.data() + t * h.lanes * kTile,
                               hidden_.field(false), at.weights(), key, kHidden, h);
                });
}

template <class Sum>
void Rbm<Sum>::draw_visible(PackedBits const& h, Temperatures const& at, ArsKey key,
                            PackedBits& v) const {
  for_each_part(visible_product_.tiles(), product_operations(v.lanes),
                [&](std::size_t first, std::size_t last) {
                  Aligned<Sum> sums(v.lanes * kTile);
                  for (std::size_t t = first; t < last; ++t) {
                    visible_product_.tile(t, h, sums.data());
                    draw_units(t * kTile, sums.data(), visible_.field(true), at.weights(), key,
                               kVisible, v);
                  }
                });
}

template <class Sum>
void Rbm<Sum>::flip_and_draw(PackedBits& h, Temperatures const& at, ArsKey key, PackedBits& v,
                             Stream& random) const {
  constexpr std::size_t kWords = 2 * HiddenFlips::kFlips;
  std::size_t const lanes = v.lanes, row = visible_.step.size();
  Aligned<float> fields(lanes * row);
  for_each_part(visible_product_.tiles(), product_operations(v.lanes),
                [&](std::size_t first, std::size_t last) {
                  Aligned<Sum> sums(lanes * kTile);
                  for (std::size_t t = first; t < last; ++t) {
                    visible_product_.tile(t, h, sums.data());
                    fill_fields(t * kTile, sums.data(), visible_.field(true), at.weights(),
                                fields.data());
                  }
                });
  std::vector<std::uint32_t> words(lanes * kWords);
  random.fill(words);
  for_each_part(lanes, 20 * kWords * row * lanes, [&](std::size_t first, std::size_t last) {
    Aligned<float> spare(row);
    for (std::size_t l = first; l < last; ++l)
      flips_.flip(h, l, static_cast<double>(at.target[l]),
                  {fields.data() + l * LaneField::kTile, lanes * LaneField::kTile, v.units},
                  {spare.data(), LaneField::kTile, v.units},
                  std::span(words).subspan(l * kWords, kWords));
  });
  Layer drawn_from{Aligned<float>(row), Aligned<float>(row), {}};
  std::fill_n(drawn_from.step.data(), row, 1.0f);
  std::vector<float> const one(lanes, 1.0f);
  for (std::size_t first = 0; first < row; first += LaneField::kTile)
    draw_units(first, fields.data() + first * lanes, drawn_from.field(false), {one, one}, key,
               kVisible, v);
}

template <class Sum>
double Rbm<Sum>::exact_ratio(State const& x, std::size_t lane) const {
  std::vector<double> fields(hidden_product_.outputs());
  for (std::size_t j = 0; j < fields.size(); ++j)
    fields[j] =
        static_cast<double>(hidden_.step[j]) *
            static_cast<double>(x.hidden_sums[(j / kTile * x.v.lanes + lane) * kTile + j % kTile]) +
        static_cast<double>(hidden_.bias[j]);
  return end_.log_ratio(x.v, lane, fields);
}

template <class Sum>
auto Rbm<Sum>::saved(State const& x, std::size_t lane) const -> Lane {
  Lane out{lane, {}, {}, x.visible_term[lane], exact_ratio(x, lane)};
  for (std::size_t w = lane; w < x.v.words.size(); w += x.v.lanes)
    out.words.push_back(x.v.words[w]);
  for (std::size_t t = 0; t < hidden_product_.tiles(); ++t) {
    Sum const* const sums = x.hidden_sums.data() + (t * x.v.lanes + lane) * kTile;
    out.hidden_sums.insert(out.hidden_sums.end(), sums, sums + kTile);
  }
  return out;
}

template <class Sum>
void Rbm<Sum>::put_back(State& x, Lane const& from) const {
  x.visible_term[from.lane] = from.visible_term;
  for (std::size_t w = 0; w < from.words.size(); ++w)
    x.v.words[w * x.v.lanes + from.lane] = from.words[w];
  for (std::size_t t = 0; t < hidden_product_.tiles(); ++t)
    std::copy_n(from.hidden_sums.data() + t * kTile, kTile,
                x.hidden_sums.data() + (t * x.v.lanes + from.lane) * kTile);
}

template <class Sum>
void Rbm<Sum>::sweep(State& x, ConstLanes beta, Stream& random) const {
  Temperatures const at(beta);
  ArsKey const key = ars_key(random);
  std::vector<Lane> ends;
  if constexpr (kRounded<Sum>)
    for (std::size_t l = 0; l < x.v.lanes; ++l)
      if (beta[l] == 1) ends.push_back(saved(x, l));

  PackedBits h(hidden_product_.outputs(), x.v.lanes);
  draw_hidden(x, at, key, h);
  if (flips_.in(random.step()))
    flip_and_draw(h, at, key, x.v, random);
  else
    draw_visible(h, at, key, x.v);
  complete(x);

  for (Lane const& before : ends)
    if (random.uniform() >= std::exp(exact_ratio(x, before.lane) - before.exact_ratio))
      put_back(x, before);
}

template <class Sum>
void Rbm<Sum>::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  for_each_part(out.size(), 20 * hidden_product_.outputs() * out.size(),
                [&](std::size_t first, std::size_t last) {
                  std::size_t const count = last - first;
                  softplus_change(hidden_product_.outputs(), x.hidden_sums.data() + first * kTile,
                                  x.v.lanes, hidden_.field(false), from.subspan(first, count),
                                  to.subspan(first, count), out.subspan(first, count));
                });
  for (std::size_t l = 0; l < out.size(); ++l) {
    out[l] += (to[l] - from[l]) * x.visible_term[l];
    if (kRounded<Sum> && (from[l] == 1) != (to[l] == 1))
      out[l] += to[l] == 1 ? exact_ratio(x, l) : -exact_ratio(x, l);
  }
}

template <class Sum>
auto Rbm<Sum>::units(State const& x) const -> std::vector<Unit> {
  std::vector<Unit> units;
  units.reserve(x.v.lanes * x.v.units);
  for (std::size_t l = 0; l < x.v.lanes; ++l)
    for (std::size_t i = 0; i < x.v.units; ++i) units.push_back(x.v.test(i, l));
  return units;
}

template <class Sum>
auto Rbm<Sum>::restore(std::span<Unit const> units, int lanes) const -> State {
  auto const n = static_cast<std::size_t>(lanes);
  State x{PackedBits(unit_count(), n), Aligned<Sum>(hidden_product_.tiles() * n * kTile),
          std::vector<double>(n)};
  for (std::size_t k = 0; k < units.size(); ++k)
    x.v.set(k % x.v.units, k / x.v.units, units[k] != 0);
  complete(x);
  return x;
}

template class Rbm<std::int16_t>;
template class Rbm<float>;

}  // namespace lnz
