#include "models/heat_bath/heat_bath_lattice.hpp"

#include "models/kernels/chunks.hpp"
#include "models/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lnz {
namespace {

/// Sites of the layers that are drawn in one go before those of the other colour behind them: all
/// they need stays in the second cache, and takes a hundred times what a call costs.
constexpr std::size_t kStripSites = 4096;

/// Sites of the layers that a thread takes at a time: 40 microseconds of work, and couplings that
/// stay in the second cache from lane to lane.
constexpr std::size_t kChunkSites = std::size_t{1} << 16;

/// Couplings and fields of a path, as they are before rounding.
struct Path {
  LatticeParameters const& lattice;
  IndependentSpins start;  ///< no g: uniform

  Path(LatticeParameters const& lattice, Reference const& reference) : lattice(lattice) {
    if (reference.mean.empty())
      start.log_z = static_cast<double>(lattice.sites()) * std::numbers::ln2;
    else
      start = independent_spins(reference, lattice.sites());
  }

  double reference(std::size_t site) const { return start.g.empty() ? 0 : start.g[site]; }
  double field(std::size_t site) const { return lattice.field(site) - reference(site); }
  bool has_fields() const { return lattice.has_field() || !start.g.empty(); }

  /// Of all interactions with a site, those with + neighbours first.
  template <class Body>
  void for_each(Body const& body) const {
    for (std::size_t site = 0; site < lattice.sites(); ++site) {
      for (std::size_t axis = 0; axis < lattice.axes(); ++axis) body(lattice.bond(axis, site));
      body(field(site));
    }
  }

  /// A power of two, of which all fields that spins can have are less than 2^23.
  double unit() const {
    double largest = 0;
    for_each([&](double J) { largest = std::max(largest, std::abs(J)); });
    double const bonds = 2 * static_cast<double>(lattice.axes());
    return largest > 0 ? std::ldexp(1, std::ilogb((bonds + 1) * largest) - 22) : 1;
  }

  /// Root mean square of what rounding changes where spins are independent.
  double rounding(double unit) const {
    double squares = 0;
    for_each([&](double J) {
      double const rest = J - std::nearbyint(J / unit) * unit;
      squares += rest * rest;
    });
    return std::sqrt(squares);
  }
};

}  // namespace

std::optional<std::string> HeatBathLattice::refusal(LatticeParameters const& lattice,
                                                    Reference const& reference) {
  if (lattice.has_odd_ring()) return "a periodic side is odd";
  Path const path(lattice, reference);
  double const rounding = path.rounding(path.unit());
  if (!(rounding <= kMostRounding))
    return fmt::format("rounding its couplings would weigh {:.2g}", rounding);
  return std::nullopt;
}

HeatBathLattice::HeatBathLattice(LatticeParameters const& lattice, Reference const& reference)
    : sites_(lattice.sites()), board_(lattice) {
  Path const path(lattice, reference);
  unit_ = path.unit();
  log_z_reference_ = path.start.log_z;
  std::size_t const axes = board_.axes().size(), plane = board_.plane();
  for (std::size_t colour : {0, 1}) {
    for (Colours* const part : {&rounded_, &rest_})
      (*part)[colour] = {Aligned<float>(axes * plane),
                         Aligned<float>(path.has_fields() ? plane : 0)};
    reference_[colour] = Aligned<float>(path.start.g.empty() ? 0 : plane);
  }
  for (std::size_t site = 0; site < sites_; ++site) {
    Checkerboard::Place const place = board_.place(site);
    auto const colour = static_cast<std::size_t>(place.colour);
    auto const put = [&](Aligned<float> Interactions::*kind, std::size_t at, double value) {
      double const whole = std::nearbyint(value / unit_);
      (rounded_[colour].*kind)[at] = static_cast<float>(whole);
      (rest_[colour].*kind)[at] = static_cast<float>(value / unit_ - whole);
    };
    for (std::size_t a = 0; a < axes; ++a)
      put(&Interactions::couplings, a * plane + place.at, lattice.bond(board_.axes()[a], site));
    if (path.has_fields()) put(&Interactions::fields, place.at, path.field(site));
    if (!path.start.g.empty())
      reference_[colour][place.at] = static_cast<float>(path.reference(site));
  }
}

HeatBathRows HeatBathLattice::rows(Colours const& interactions) const {
  auto const origin = [](Aligned<float> const& values) {
    return values.size() > 0 ? values.data() + Checkerboard::kMargin : nullptr;
  };
  HeatBathRows rows{.colour = {},
                    .links = board_.links().data(),
                    .sites = board_.row_sites(),
                    .stride = board_.stride(),
                    .plane = board_.plane(),
                    .axes = static_cast<int>(board_.axes().size()),
                    .unit = unit_};
  for (std::size_t colour : {0, 1})
    rows.colour[colour] = {origin(interactions[colour].couplings),
                           origin(interactions[colour].fields), origin(reference_[colour])};
  return rows;
}

HeatBathLattice::State HeatBathLattice::empty(int lanes) const {
  State x{{}, std::vector<double>(static_cast<std::size_t>(lanes))};
  for (int lane = 0; lane < lanes; ++lane)
    x.spins.push_back({Aligned<float>(board_.plane()), Aligned<float>(board_.plane())});
  return x;
}

HeatBathLattice::State HeatBathLattice::draw_reference(int lanes, Stream& random) const {
  State x = empty(lanes);
  sweep(x, std::vector<double>(static_cast<std::size_t>(lanes), 0.0), random);
  return x;
}

/// Sums over all rows of every lane of move(rows, lane, colour, first row, last row, spins), the
/// odd sites of a layer when the even ones around it have moved.
///
/// Chunks of layers go to the threads. Inside one, odd sites follow even ones strip by strip, so
/// that couplings come from memory once a sweep; the layers between chunks follow when all chunks
/// are done. The order of a sum depends on the lattice only.
template <class Part, class Move>
std::vector<Part> HeatBathLattice::sums(std::vector<Spins> const& spins,
                                        Colours const& interactions, Move const& move) const {
  HeatBathRows const rows = this->rows(interactions);
  std::size_t const lanes = spins.size(), layers = board_.layers(), layer_sites = sites_ / layers,
                    strip = std::max<std::size_t>(1, kStripSites / layer_sites),
                    chunk = std::max(strip, kChunkSites / layer_sites),
                    chunks = (layers + chunk - 1) / chunk;
  std::vector<Part> parts(chunks * lanes);
  auto const for_each_piece = [&](std::size_t piece_layers, auto const& body) {
    std::size_t const share = std::max<std::size_t>(1, kChunkSites / (piece_layers * layer_sites));
    for_each_share(parts.size(), share, [&](std::size_t piece) {
      std::size_t const lane = piece % lanes, first = piece / lanes * chunk;
      HeatBathSpins const planes{const_cast<float*>(spins[lane][0].data()) + Checkerboard::kMargin,
                                 const_cast<float*>(spins[lane][1].data()) + Checkerboard::kMargin};
      body(first, std::min(first + chunk, layers),
           [&](int colour, std::size_t from, std::size_t to) {
             if (from < to)
               parts[piece] += move(rows, lane, colour, from * board_.layer_rows(),
                                    to * board_.layer_rows(), planes);
           });
    });
  };
  for_each_piece(std::min(chunk, layers),
                 [&](std::size_t first, std::size_t last, auto const& run) {
                   std::size_t behind = first + 1;
                   for (std::size_t at = first; at < last; at += strip) {
                     std::size_t const end = std::min(at + strip, last);
                     run(0, at, end);
                     run(1, behind, end - 1);
                     behind = std::max(behind, end - 1);
                   }
                 });
  for_each_piece(std::min<std::size_t>(2, layers),
                 [&](std::size_t first, std::size_t last, auto const& run) {
                   run(1, first, first + 1);
                   run(1, std::max(first + 1, last - 1), last);
                 });
  std::vector<Part> sums(lanes);
  for (std::size_t piece = 0; piece < parts.size(); ++piece) sums[piece % lanes] += parts[piece];
  return sums;
}

void HeatBathLattice::sweep(State& x, ConstLanes beta, Stream& random) const {
  std::vector<ArsKey> keys;
  for (std::size_t lane = 0; lane < beta.size(); ++lane) keys.push_back(ars_key(random));
  auto const slopes = sums<std::int64_t>(
      x.spins, rounded_,
      [&](HeatBathRows const& rows, std::size_t lane, int colour, std::size_t first,
          std::size_t last, HeatBathSpins const& spins) {
        return draw_rows(rows, colour, first, last, spins, beta[lane], keys[lane]);
      });
  for (std::size_t lane = 0; lane < beta.size(); ++lane)
    x.slope[lane] = unit_ * static_cast<double>(slopes[lane]);
}

/// ln f_1 - ln f_1' of every lane.
std::vector<double> HeatBathLattice::rest(State const& x, std::vector<bool> const& wanted) const {
  std::vector<double> rest =
      sums<double>(x.spins, rest_,
                   [&](HeatBathRows const& rows, std::size_t lane, int colour, std::size_t first,
                       std::size_t last, HeatBathSpins const& spins) {
                     return wanted[lane] ? slope_of_rows(rows, colour, first, last, spins) : 0;
                   });
  for (double& r : rest) r *= unit_;
  return rest;
}

void HeatBathLattice::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  std::vector<bool> ends;
  for (std::size_t l = 0; l < out.size(); ++l) {
    out[l] = (to[l] - from[l]) * x.slope[l];
    ends.push_back((from[l] == 1) != (to[l] == 1));
  }
  if (std::ranges::find(ends, true) == ends.end()) return;
  std::vector<double> const rest = this->rest(x, ends);
  for (std::size_t l = 0; l < out.size(); ++l)
    if (ends[l]) out[l] += to[l] == 1 ? rest[l] : -rest[l];
}

std::vector<HeatBathLattice::Unit> HeatBathLattice::units(State const& x) const {
  std::vector<Unit> units(x.spins.size() * sites_);
  for_each_index(x.spins.size(), [&](std::size_t lane) {
    for (std::size_t site = 0; site < sites_; ++site) {
      auto const [colour, at] = board_.place(site);
      units[lane * sites_ + site] =
          static_cast<Unit>(x.spins[lane][static_cast<std::size_t>(colour)][at]);
    }
  });
  return units;
}

HeatBathLattice::State HeatBathLattice::restore(std::span<Unit const> units, int lanes) const {
  State x = empty(lanes);
  for_each_index(x.spins.size(), [&](std::size_t lane) {
    for (std::size_t site = 0; site < sites_; ++site) {
      auto const [colour, at] = board_.place(site);
      x.spins[lane][static_cast<std::size_t>(colour)][at] = units[lane * sites_ + site];
    }
  });
  auto const slopes = sums<double>(
      x.spins, rounded_,
      [](HeatBathRows const& rows, std::size_t, int colour, std::size_t first, std::size_t last,
         HeatBathSpins const& spins) { return slope_of_rows(rows, colour, first, last, spins); });
  for (std::size_t lane = 0; lane < slopes.size(); ++lane) x.slope[lane] = unit_ * slopes[lane];
  return x;
}

}  // namespace lnz
