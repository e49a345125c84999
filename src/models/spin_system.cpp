#include "models/spin_system.hpp"

#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"
#include "models/reference.hpp"
#include "models/spin_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace lnz {
namespace {

/// Random words drawn at a time: 8 KiB, which stay in the first cache.
constexpr std::size_t kWords = 2048;

/// Sites reordered among themselves, so that neighbours seldom follow each other and the processor
/// works on several at once; small enough to leave memory access sequential.
constexpr std::size_t kWindow = 64;

/// Fields beyond this would overflow single precision in the sweep.
constexpr double kLargestField = 1e30;

/// A bond seen from one of its ends.
struct Bond {
  std::uint32_t site, neighbour;
  double J;
};

/// Every bond from both ends, sorted by site and neighbour.
std::vector<Bond> bonds_by_site(SpinParameters const& system) {
  std::vector<Bond> bonds;
  bonds.reserve(2 * system.edges.size());
  for (std::size_t e = 0; e < system.edges.size(); ++e) {
    auto const i = static_cast<std::uint32_t>(system.edges[e][0]),
               j = static_cast<std::uint32_t>(system.edges[e][1]);
    bonds.push_back({i, j, system.J[e]});
    bonds.push_back({j, i, system.J[e]});
  }
  std::ranges::stable_sort(bonds, {}, [](Bond const& b) { return std::pair(b.site, b.neighbour); });
  return bonds;
}

}  // namespace

SpinSystem::SpinSystem(SpinParameters const& system, Reference const& reference) {
  std::vector<Bond> const bonds = bonds_by_site(system);
  std::vector<double> const odds = log_odds(reference, system.sites);
  auto bond = bonds.begin();
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    double const h = system.h[i], g = odds[i] / 2;
    double largest_field = std::abs(h);
    auto const first = static_cast<std::uint32_t>(neighbour_.size());
    std::uint32_t forward = first;
    for (; bond != bonds.end() && bond->site == i; ++bond) {
      largest_field += std::abs(bond->J);
      neighbour_.push_back(bond->neighbour);
      exact_coupling_.push_back(bond->J);
      forward += bond->neighbour < i;
    }
    if (!(largest_field <= kLargestField))
      throw ConfigError(
          fmt::format("couplings and field of site {} add up to {} (single precision ends "
                      "near {}); scale the model or beta down",
                      i, largest_field, kLargestField));
    sites_.push_back({first, forward, static_cast<std::uint32_t>(neighbour_.size()),
                      static_cast<float>(h), static_cast<float>(g)});
    slope_field_.push_back(h - g);
    log_z_reference_ += softplus(2 * g) - g;
  }
  coupling_.assign(exact_coupling_.begin(), exact_coupling_.end());
  order_.reserve(sites_.size());
  for (std::size_t first = 0; first < sites_.size(); first += kWindow)
    append_order(first, std::min(first + kWindow, sites_.size()));
}

/// Appends the sites of a window to order_: again and again, those left that do not touch a site
/// taken in the same pass.
void SpinSystem::append_order(std::size_t first, std::size_t last) {
  std::vector<std::size_t> left(last - first), later;
  std::iota(left.begin(), left.end(), first);
  for (; !left.empty(); left = std::exchange(later, {})) {
    std::vector<bool> touched(last - first);
    for (std::size_t const i : left) {
      if (touched[i - first]) {
        later.push_back(i);
        continue;
      }
      order_.push_back(static_cast<std::uint32_t>(i));
      for (std::uint32_t k = sites_[i].first; k < sites_[i].last; ++k)
        if (neighbour_[k] >= first && neighbour_[k] < last) touched[neighbour_[k] - first] = true;
    }
  }
}

SpinSystem::State SpinSystem::empty(int lanes) const {
  std::size_t const padded =
      (static_cast<std::size_t>(lanes) + kRowWidth - 1) / kRowWidth * kRowWidth;
  return {.lanes = lanes,
          .spins = Eigen::ArrayXXf::Ones(static_cast<Eigen::Index>(padded),
                                         static_cast<Eigen::Index>(sites_.size())),
          .slope = std::vector<double>(static_cast<std::size_t>(lanes))};
}

SpinSystem::State SpinSystem::draw_reference(int lanes, Stream& random) const {
  State x = empty(lanes);
  sweep(x, std::vector<double>(static_cast<std::size_t>(lanes), 0.0), random);
  return x;
}

void SpinSystem::sweep(State& x, ConstLanes beta, Stream& random) const {
  auto const lanes = static_cast<std::size_t>(x.lanes);
  auto const padded = static_cast<std::size_t>(x.spins.rows());
  std::vector<float> target(padded), reference(padded);  // 2 beta and 2 (1-beta)
  for (std::size_t l = 0; l < lanes; ++l) {
    target[l] = static_cast<float>(2 * beta[l]);
    reference[l] = static_cast<float>(2 - 2 * beta[l]);
  }

  float* const spins = x.spins.data();
  std::size_t const batch = std::max<std::size_t>(1, kWords / lanes);
  std::vector<std::uint32_t> words(batch * lanes + kRowWidth);
  for (std::size_t begin = 0; begin < sites_.size(); begin += batch) {
    std::size_t const end = std::min(begin + batch, sites_.size());
    random.fill(std::span(words).first((end - begin) * lanes));
    for (std::size_t i = begin; i < end; ++i) {
      Site const& site = sites_[order_[i]];
      std::uint32_t const* const word = words.data() + (i - begin) * lanes;
      for (std::size_t l = 0; l < padded; l += kRowWidth) {
        FloatRow field = FloatRow{} + site.field;
        for (std::uint32_t k = site.first; k < site.last; ++k)
          field += coupling_[k] * loaded<FloatRow>(spins + neighbour_[k] * padded + l);
        FloatRow const drawn =
            drawn_spins(loaded<FloatRow>(&target[l]) * field +
                            loaded<FloatRow>(&reference[l]) * site.reference_field,
                        loaded<WordRow>(word + l));
        std::memcpy(spins + order_[i] * padded + l, &drawn, sizeof drawn);
      }
    }
  }
  update_slope(x);
}

/// slope = sum_<ij> J_ij s_i s_j + sum_i (h_i - g_i) s_i, in site order.
void SpinSystem::update_slope(State& x) const {
  auto const padded = static_cast<std::size_t>(x.spins.rows());
  constexpr std::size_t kHalf = kRowWidth / 2;
  for (std::size_t l = 0; l < padded; l += kRowWidth) {
    HalfDoubleRow low{}, high{};
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      HalfDoubleRow low_field = HalfDoubleRow{} + slope_field_[i], high_field = low_field;
      for (std::uint32_t k = sites_[i].forward; k < sites_[i].last; ++k) {
        float const* const neighbour = x.spins.data() + neighbour_[k] * padded + l;
        low_field += exact_coupling_[k] * doubles(neighbour);
        high_field += exact_coupling_[k] * doubles(neighbour + kHalf);
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

double SpinSystem::log_z_reference() const { return log_z_reference_; }

std::vector<SpinSystem::Unit> SpinSystem::units(State const& x) const {
  std::vector<Unit> units;
  units.reserve(static_cast<std::size_t>(x.lanes) * sites_.size());
  for (Eigen::Index lane = 0; lane < x.lanes; ++lane)
    for (float const spin : x.spins.row(lane)) units.push_back(static_cast<Unit>(spin));
  return units;
}

SpinSystem::State SpinSystem::restore(std::span<Unit const> units, int lanes) const {
  State x = empty(lanes);
  for (Eigen::Index lane = 0; lane < lanes; ++lane)
    for (Eigen::Index i = 0; i < x.spins.cols(); ++i)
      x.spins(lane, i) = units[static_cast<std::size_t>(lane * x.spins.cols() + i)];
  update_slope(x);
  return x;
}

}  // namespace lnz
