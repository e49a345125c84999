#include "models/pairwise/chromatic_gibbs.hpp"

#include "lnz/log_sum.hpp"
#include "models/reference.hpp"

#include <algorithm>

namespace lnz {
namespace {

constexpr std::size_t kUnits = LinkedTile::kUnits;

/// The graph with row i for unit order[i].
SpinGraph in_order(SpinGraph const& graph, std::vector<std::uint32_t> const& order) {
  std::vector<std::uint32_t> place(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  SpinGraph out{{0}, {}, {}};
  std::vector<std::pair<std::uint32_t, double>> row;
  for (std::uint32_t const unit : order) {
    row.clear();
    for (std::uint32_t k = graph.first[unit]; k < graph.first[unit + 1]; ++k)
      row.emplace_back(place[graph.neighbour[k]], graph.coupling[k]);
    std::ranges::sort(row);
    for (auto const& [neighbour, w] : row) {
      out.neighbour.push_back(neighbour);
      out.coupling.push_back(w);
    }
    out.first.push_back(static_cast<std::uint32_t>(out.neighbour.size()));
  }
  return out;
}

}  // namespace

ChromaticGibbs::ChromaticGibbs(LinkedBits const& bits, Reference const& reference, int low)
    : low_(static_cast<Unit>(low)),
      order_(colouring(bits.links).order),
      products_(in_order(bits.links, order_)),
      bias_(tiles() * kUnits),
      odds_(tiles() * kUnits),
      inner_(tiles() * kUnits * kUnits),
      linked_(tiles()),
      constant_(bits.constant) {
  require_single_precision(bits);
  std::vector<double> const a = log_odds(reference, bits.units());
  std::vector<double> slope(bits.units());
  SpinGraph const links = in_order(bits.links, order_);
  for (std::size_t i = 0; i < order_.size(); ++i) {
    double const b = bits.bias[order_[i]], odds = a[order_[i]];
    bias_[i] = static_cast<float>(b);
    odds_[i] = static_cast<float>(odds);
    slope[i] = b - odds;
    log_z_reference_ += softplus(odds);
    for (std::uint32_t k = links.first[i]; k < links.first[i + 1]; ++k) {
      if (links.neighbour[k] / kUnits != i / kUnits) continue;
      inner_[i * kUnits + links.neighbour[k] % kUnits] = static_cast<float>(links.coupling[k]);
      linked_[i / kUnits] = true;
    }
  }
  slope_ = BitDot(slope);
}

std::size_t ChromaticGibbs::tiles() const { return (order_.size() + kUnits - 1) / kUnits; }

ChromaticGibbs::State ChromaticGibbs::empty(int lanes) const {
  constexpr std::size_t kWidth = LinkedTile::kLanes;
  auto const n = static_cast<std::size_t>(lanes);
  return {.lanes = lanes,
          .bits = PackedBits(unit_count(), (n + kWidth - 1) / kWidth * kWidth),
          .slope = std::vector<double>(n)};
}

ChromaticGibbs::State ChromaticGibbs::draw_reference(int lanes, Stream& random) const {
  State x = empty(lanes);
  sweep(x, std::vector<double>(static_cast<std::size_t>(lanes), 0.0), random);
  return x;
}

void ChromaticGibbs::sweep(State& x, ConstLanes beta, Stream& random) const {
  std::vector<float> target(x.bits.lanes), reference(x.bits.lanes);
  for (std::size_t l = 0; l < beta.size(); ++l) {
    target[l] = static_cast<float>(beta[l]);
    reference[l] = static_cast<float>(1 - beta[l]);
  }
  ArsKey const key = ars_key(random);
  Aligned<float> room(x.bits.lanes * kUnits);
  for (std::size_t t = 0; t < tiles(); ++t) {
    std::size_t const first = t * kUnits;
    LinkedTile const tile{.first = first,
                          .units = std::min(kUnits, unit_count() - first),
                          .bias = bias_.data() + first,
                          .odds = odds_.data() + first,
                          .links = linked_[t] ? inner_.data() + first * kUnits : nullptr};
    draw_linked(tile, products_.sums(t, x.bits, room), {target, reference}, key, x.bits);
  }
  update_slope(x);
}

void ChromaticGibbs::update_slope(State& x) const {
  std::vector<double> pairs(x.bits.lanes);
  products_.add_pairs(x.bits, pairs);
  for (std::size_t l = 0; l < x.slope.size(); ++l)
    x.slope[l] = constant_ + slope_(x.bits, l) + pairs[l];
}

void ChromaticGibbs::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  for (std::size_t l = 0; l < out.size(); ++l) out[l] = (to[l] - from[l]) * x.slope[l];
}

std::vector<ChromaticGibbs::Unit> ChromaticGibbs::units(State const& x) const {
  auto const lanes = static_cast<std::size_t>(x.lanes);
  std::vector<Unit> units(lanes * unit_count());
  for (std::size_t l = 0; l < lanes; ++l)
    for (std::size_t i = 0; i < unit_count(); ++i)
      units[l * unit_count() + order_[i]] = x.bits.test(i, l) ? Unit{1} : low_;
  return units;
}

ChromaticGibbs::State ChromaticGibbs::restore(std::span<Unit const> units, int lanes) const {
  State x = empty(lanes);
  for (std::size_t l = 0; l < static_cast<std::size_t>(lanes); ++l)
    for (std::size_t i = 0; i < unit_count(); ++i)
      x.bits.set(i, l, units[l * unit_count() + order_[i]] == 1);
  update_slope(x);
  return x;
}

}  // namespace lnz
