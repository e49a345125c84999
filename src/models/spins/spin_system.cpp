#include "models/spins/spin_system.hpp"

#include "models/spins/spin_row.hpp"

#include <algorithm>

namespace lnz {
namespace {

/// Random words drawn at a time: 8 KiB, which stay in the first cache.
constexpr std::size_t kWords = 2048;

/// Seed of the orders, which belong to the model and not to a run.
constexpr std::uint64_t kOrderSeed = 1;

}  // namespace

SpinSystem::SpinSystem(SpinParameters const& system, Reference const& reference)
    : path_(spin_path(system, reference)),
      field_(path_.h.begin(), path_.h.end()),
      reference_field_(path_.g.begin(), path_.g.end()) {
  for (std::size_t i = 0; i < system.sites; ++i) slope_field_.push_back(path_.h[i] - path_.g[i]);
  for (std::uint64_t order = 0; order < kOrders; ++order) {
    Stream random(kOrderSeed, Purpose::sweep, 0, order);
    orders_.push_back(forest_order(path_.graph, random));
  }
}

SpinSystem::State SpinSystem::empty(int lanes) const {
  std::size_t const padded =
      (static_cast<std::size_t>(lanes) + kRowWidth - 1) / kRowWidth * kRowWidth;
  return {.lanes = lanes,
          .spins = Eigen::ArrayXXf::Ones(static_cast<Eigen::Index>(padded),
                                         static_cast<Eigen::Index>(unit_count())),
          .log_odds = Eigen::ArrayXXf::Zero(static_cast<Eigen::Index>(padded),
                                            static_cast<Eigen::Index>(unit_count())),
          .slope = std::vector<double>(static_cast<std::size_t>(lanes))};
}

SpinSystem::State SpinSystem::draw_reference(int lanes, Stream& random) const {
  State x = empty(lanes);
  sweep(x, std::vector<double>(static_cast<std::size_t>(lanes), 0.0), random);
  return x;
}

/// 2 beta and 2 (1 - beta) of every lane, padded with zeros.
struct SpinSystem::Temperatures {
  std::vector<float> target, reference;

  Temperatures(ConstLanes beta, std::size_t padded) : target(padded), reference(padded) {
    for (std::size_t l = 0; l < beta.size(); ++l) {
      target[l] = static_cast<float>(2 * beta[l]);
      reference[l] = static_cast<float>(2 - 2 * beta[l]);
    }
  }
};

/// The log odds of a spin by its field, its children and the spins of other forests, and what they
/// tell its parent.
void SpinSystem::gather(State& x, Temperatures const& at, ForestOrder const& order,
                        std::size_t visit) const {
  auto const& [site, parent, J, first] = order.visits[visit];
  std::uint32_t const last = order.visits[visit + 1].outside;
  std::size_t const padded = at.target.size();
  float const* const spins = x.spins.data();
  float* const log_odds = x.log_odds.data();
  for (std::size_t l = 0; l < padded; l += kRowWidth) {
    FloatRow field = FloatRow{} + field_[site];
    for (std::uint32_t k = first; k < last; ++k)
      field += order.coupling[k] * loaded<FloatRow>(spins + order.neighbour[k] * padded + l);
    FloatRow const target = loaded<FloatRow>(&at.target[l]);
    FloatRow const here = loaded<FloatRow>(log_odds + site * padded + l) + target * field +
                          loaded<FloatRow>(&at.reference[l]) * reference_field_[site];
    std::memcpy(log_odds + site * padded + l, &here, sizeof here);
    if (parent == ForestOrder::kRoot) continue;
    FloatRow const told =
        loaded<FloatRow>(log_odds + parent * padded + l) + message(here, target * J);
    std::memcpy(log_odds + parent * padded + l, &told, sizeof told);
  }
}

/// The spin by its log odds and its parent; its log odds are 0 again.
void SpinSystem::draw(State& x, Temperatures const& at, ForestOrder::Visit const& visit,
                      std::uint32_t const* words) const {
  std::size_t const padded = at.target.size();
  float* const spins = x.spins.data();
  float* const own = x.log_odds.data() + visit.site * padded;
  for (std::size_t l = 0; l < padded; l += kRowWidth) {
    FloatRow here = loaded<FloatRow>(own + l);
    if (visit.parent != ForestOrder::kRoot)
      here += loaded<FloatRow>(&at.target[l]) * visit.parent_coupling *
              loaded<FloatRow>(spins + visit.parent * padded + l);
    FloatRow const drawn = drawn_spins(here, loaded<WordRow>(words + l));
    std::memcpy(spins + visit.site * padded + l, &drawn, sizeof drawn);
    std::memset(own + l, 0, sizeof drawn);
  }
}

void SpinSystem::sweep(State& x, ConstLanes beta, Stream& random) const {
  std::size_t const lanes = beta.size(), batch = std::max<std::size_t>(1, kWords / lanes);
  Temperatures const at(beta, static_cast<std::size_t>(x.spins.rows()));
  std::vector<std::uint32_t> words(batch * lanes + kRowWidth);
  ForestOrder const& order = orders_[random.step() % kOrders];
  for (std::size_t f = 0; f + 1 < order.forest.size(); ++f) {
    std::size_t const begin = order.forest[f], end = order.forest[f + 1];
    for (std::size_t visit = end; visit-- > begin;) gather(x, at, order, visit);
    for (std::size_t first = begin; first < end; first += batch) {
      std::size_t const last = std::min(first + batch, end);
      random.fill(std::span(words).first((last - first) * lanes));
      for (std::size_t visit = first; visit < last; ++visit)
        draw(x, at, order.visits[visit], words.data() + (visit - first) * lanes);
    }
  }
  update_slope(x);
}

/// slope = sum_<ij> J_ij s_i s_j + sum_i (h_i - g_i) s_i, in site order.
void SpinSystem::update_slope(State& x) const {
  auto const padded = static_cast<std::size_t>(x.spins.rows());
  constexpr std::size_t kHalf = kRowWidth / 2;
  SpinGraph const& graph = path_.graph;
  for (std::size_t l = 0; l < padded; l += kRowWidth) {
    HalfDoubleRow low{}, high{};
    for (std::size_t i = 0; i < unit_count(); ++i) {
      HalfDoubleRow low_field = HalfDoubleRow{} + slope_field_[i], high_field = low_field;
      for (std::uint32_t k = graph.first[i + 1]; k-- > graph.first[i];) {
        if (graph.neighbour[k] < i) break;
        float const* const neighbour = x.spins.data() + graph.neighbour[k] * padded + l;
        low_field += graph.coupling[k] * doubles(neighbour);
        high_field += graph.coupling[k] * doubles(neighbour + kHalf);
      }
      float const* const site = x.spins.data() + i * padded + l;
      low += low_field * doubles(site);
      high += high_field * doubles(site + kHalf);
    }
    for (std::size_t m = 0; m < kRowWidth && l + m < x.slope.size(); ++m)
      x.slope[l + m] = m < kHalf ? low[m] : high[m - kHalf];
  }
}

void SpinSystem::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  for (std::size_t l = 0; l < out.size(); ++l) out[l] = (to[l] - from[l]) * x.slope[l];
}

double SpinSystem::log_z_reference() const { return path_.log_z_reference; }

std::vector<SpinSystem::Unit> SpinSystem::units(State const& x) const {
  std::vector<Unit> units;
  units.reserve(static_cast<std::size_t>(x.lanes) * unit_count());
  for (Eigen::Index lane = 0; lane < x.lanes; ++lane)
    for (float const spin : x.spins.row(lane)) units.push_back(static_cast<Unit>(spin));
  return units;
}

SpinSystem::State SpinSystem::restore(std::span<Unit const> units, int lanes) const {
  State x = empty(lanes);
  for (Eigen::Index lane = 0; lane < lanes; ++lane)
    for (Eigen::Index i = 0; i < x.spins.cols(); ++i)
      x.spins(lane, i) = units[static_cast<std::size_t>(lane * x.spins.cols() + i)] > 0 ? 1 : -1;
  update_slope(x);
  return x;
}

}  // namespace lnz
