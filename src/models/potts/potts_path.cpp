#include "models/potts/potts_path.hpp"

#include "lnz/log_sum.hpp"
#include "models/kernels/draw_categories.hpp"
#include "models/kernels/row_sums.hpp"
#include "models/kernels/softplus_change.hpp"
#include "parallel/for_each.hpp"

#include <algorithm>
#include <numbers>

namespace lnz {
namespace {

/// Uses of a sweep's key.
enum Kind : std::uint64_t { kHidden, kVisible };

std::size_t padded(std::size_t n, std::size_t tile) { return (n + tile - 1) / tile * tile; }

/// beta and 1 - beta of every lane.
struct Temperatures {
  std::vector<float> target, reference;

  explicit Temperatures(ConstLanes beta) {
    for (double const b : beta) {
      target.push_back(static_cast<float>(b));
      reference.push_back(static_cast<float>(1 - b));
    }
  }
  LaneWeights weights() const { return {target, reference}; }
};

}  // namespace

PottsPath::PottsPath(PottsMachine const& machine, Reference const& reference)
    : sites_(machine.sites),
      q_(machine.q),
      hidden_(machine.hidden),
      rows_(sites_ * q_ * padded(hidden_, kTile)),
      hidden_step_(padded(hidden_, kTile)),
      hidden_bias_(padded(hidden_, kTile)),
      visible_bias_(padded(sites_, kTile) * q_),
      visible_g_(visible_bias_.size()),
      slope_(machine.b),
      log_z_reference_(static_cast<double>(hidden_) * std::numbers::ln2) {
  std::vector<double> const g = log_rates(reference, sites_, q_);
  for (std::size_t r = 0; r < sites_ * q_; ++r) {
    slope_[r] -= g[r];
    for (std::size_t j = 0; j < hidden_; ++j)
      rows_[r * hidden_bias_.size() + j] = static_cast<float>(machine.W[r * hidden_ + j]);
  }
  for (std::size_t i = 0; i < sites_; ++i)
    log_z_reference_ += log_sum_exp(std::span(g).subspan(i * q_, q_));
  for (std::size_t j = 0; j < hidden_; ++j) {
    hidden_step_[j] = 1;
    hidden_bias_[j] = static_cast<float>(machine.c[j]);
  }
  auto const site = [&](std::size_t output) {
    return output / (kTile * q_) * kTile + output % kTile;
  };
  auto const row = [&](std::size_t output) { return site(output) * q_ + output / kTile % q_; };
  for (std::size_t o = 0; o < visible_bias_.size(); ++o)
    if (site(o) < sites_) {
      visible_bias_[o] = static_cast<float>(machine.b[row(o)]);
      visible_g_[o] = static_cast<float>(g[row(o)]);
    }
  visible_product_ =
      LookupProduct<float>(hidden_, visible_bias_.size(), [&](std::size_t j, std::size_t o) {
        return site(o) < sites_ ? rows_[row(o) * hidden_bias_.size() + j] : 0;
      });
}

auto PottsPath::empty(std::size_t lanes) const -> State {
  return {lanes, std::vector<std::uint8_t>(lanes * sites_),
          Aligned<float>(lanes * hidden_bias_.size()), std::vector<double>(lanes)};
}

void PottsPath::complete(State& x) const {
  row_sums(rows_.data(), hidden_bias_.size(), q_, x.x, x.lanes, x.hidden_sums.data());
  for (std::size_t l = 0; l < x.lanes; ++l) {
    double sum = 0;
    for (std::size_t i = 0; i < sites_; ++i) sum += slope_[i * q_ + x.x[l * sites_ + i]];
    x.visible_term[l] = sum;
  }
}

void PottsPath::draw_visible(PackedBits const& h, LaneWeights const& at, ArsKey key,
                             State& x) const {
  std::size_t const lanes = x.lanes, size = lanes * kTile;
  for_each_part(padded(sites_, kTile) / kTile, sites_ * q_ * lanes * (hidden_ / 6 + 20),
                [&](std::size_t first, std::size_t last) {
                  Aligned<float> sums(q_ * size);
                  std::vector<std::uint8_t> drawn(size);
                  for (std::size_t t = first; t < last; ++t) {
                    for (std::size_t a = 0; a < q_; ++a)
                      visible_product_.tile(t * q_ + a, h, sums.data() + a * size);
                    std::size_t const from = t * q_ * kTile;
                    draw_categories(t, sums.data(),
                                    {q_, visible_bias_.data() + from, visible_g_.data() + from}, at,
                                    key, kVisible, drawn);
                    for (std::size_t l = 0; l < lanes; ++l)
                      std::copy_n(drawn.data() + l * kTile, std::min(kTile, sites_ - t * kTile),
                                  x.x.data() + l * sites_ + t * kTile);
                  }
                });
}

auto PottsPath::draw_reference(int lanes, Stream& random) const -> State {
  State x = empty(static_cast<std::size_t>(lanes));
  std::vector<double> const zero(x.lanes, 0.0);
  draw_visible(PackedBits(hidden_, x.lanes), Temperatures(zero).weights(), ars_key(random), x);
  complete(x);
  return x;
}

void PottsPath::sweep(State& x, ConstLanes beta, Stream& random) const {
  Temperatures const at(beta);
  ArsKey const key = ars_key(random);
  PackedBits h(hidden_, x.lanes);
  for (std::size_t t = 0; t < hidden_tiles(); ++t)
    draw_units(t * kTile, x.hidden_sums.data() + t * x.lanes * kTile,
               {hidden_step_.data(), hidden_bias_.data(), nullptr}, at.weights(), key, kHidden, h);
  draw_visible(h, at.weights(), key, x);
  complete(x);
}

void PottsPath::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  softplus_change(hidden_, x.hidden_sums.data(), x.lanes,
                  {hidden_step_.data(), hidden_bias_.data(), nullptr}, from, to, out);
  for (std::size_t l = 0; l < out.size(); ++l) out[l] += (to[l] - from[l]) * x.visible_term[l];
}

auto PottsPath::units(State const& x) const -> std::vector<Unit> {
  std::vector<Unit> units(x.x.size() * q_);
  for (std::size_t i = 0; i < x.x.size(); ++i) units[i * q_ + x.x[i]] = 1;
  return units;
}

auto PottsPath::restore(std::span<Unit const> units, int lanes) const -> State {
  State x = empty(static_cast<std::size_t>(lanes));
  for (std::size_t k = 0; k < units.size(); ++k)
    if (units[k]) x.x[k / q_] = static_cast<std::uint8_t>(k % q_);
  complete(x);
  return x;
}

}  // namespace lnz
