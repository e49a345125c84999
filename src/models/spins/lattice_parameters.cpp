#include "models/spins/lattice_parameters.hpp"

#include "lnz/error.hpp"
#include "models/checked_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lnz {
namespace {

constexpr std::size_t kMostAxes = 4;

/// Sites between a site and its + neighbour along an axis.
std::size_t stride(LatticeParameters const& lattice, std::size_t axis) {
  std::size_t product = 1;
  for (std::size_t a = axis + 1; a < lattice.axes(); ++a) product *= lattice.shape[a];
  return product;
}

/// 2^30: 128 MiB of packed spins.
constexpr std::int64_t kMostSites = std::int64_t{1} << 30;

/// Throws ConfigError unless these are 1 to 4 sides of at most kMostSites sites together.
void require_shape(Record const& model, std::vector<std::int64_t> const& shape) {
  if (shape.empty() || shape.size() > kMostAxes)
    throw ConfigError(fmt::format("{}: shape has {} axes (a lattice has 1 to {}); correct shape",
                                  model.source, shape.size(), kMostAxes));
  std::int64_t sites = 1;
  for (std::int64_t const side : shape) {
    if (side < 1)
      throw ConfigError(fmt::format("{}: a side of {} sites (a lattice needs sites); make it >= 1",
                                    model.source, side));
    if (side > kMostSites / sites)
      throw ConfigError(
          fmt::format("{}: a lattice of more than {} sites (it does not fit); make it smaller",
                      model.source, kMostSites));
    sites *= side;
  }
}

std::vector<bool> periodic_axes(Record const& model, std::size_t axes) {
  std::vector<std::int64_t> const flags = model.integer_list("@periodic");
  if (flags.size() != axes)
    throw ConfigError(
        fmt::format("{}: periodic has {} entries (shape has {} axes); give one an axis",
                    model.source, flags.size(), axes));
  for (std::int64_t const flag : flags)
    if (flag != 0 && flag != 1)
      throw ConfigError(fmt::format("{}: periodic holds {} (it is 0 or 1 an axis); correct it",
                                    model.source, flag));
  return {flags.begin(), flags.end()};
}

/// The record's J, 0 where there is no bond.
std::vector<double> couplings(Record const& model, LatticeParameters const& lattice) {
  std::vector<std::size_t> shape = lattice.shape;
  shape.insert(shape.begin(), lattice.axes());
  std::vector<double> J = finite_reals(model, "J", shape);
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis)
    for (std::size_t site = 0; site < lattice.sites(); ++site)
      if (!lattice.has_bond(axis, site)) J[axis * lattice.sites() + site] = 0;
  return J;
}

double coupling(Record const& model) {
  if (!model.has("@coupling"))
    throw ConfigError(
        model.source +
        ": neither dataset 'J' nor attribute 'coupling' (a lattice needs bonds); add one");
  double const coupling = model.number("@coupling");
  if (!std::isfinite(coupling))
    throw ConfigError(
        fmt::format("{}: coupling = {} (it must be finite); correct it", model.source, coupling));
  return coupling;
}

/// Whether equal(J of a bond, J of the first bond) for all bonds.
template <class Equal>
bool all_bonds(LatticeParameters const& lattice, Equal const& equal) {
  if (lattice.J.empty()) return true;
  double const* first = nullptr;
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis)
    for (std::size_t site = 0; site < lattice.sites(); ++site) {
      if (!lattice.has_bond(axis, site)) continue;
      double const& bond = lattice.J[axis * lattice.sites() + site];
      if (!first) first = &bond;
      if (!equal(bond, *first)) return false;
    }
  return true;
}

}  // namespace

std::size_t LatticeParameters::sites() const {
  std::size_t product = 1;
  for (std::size_t const side : shape) product *= side;
  return product;
}

bool LatticeParameters::has_bond(std::size_t axis, std::size_t site) const {
  std::size_t const side = shape[axis];
  return side > 1 && (periodic[axis] || site / stride(*this, axis) % side + 1 < side);
}

std::size_t LatticeParameters::neighbour(std::size_t axis, std::size_t site) const {
  std::size_t const step = stride(*this, axis), side = shape[axis];
  return site / step % side + 1 < side ? site + step : site - (side - 1) * step;
}

bool LatticeParameters::has_field() const {
  return std::ranges::any_of(h, [](double field) { return field != 0; });
}

double LatticeParameters::bond(std::size_t axis, std::size_t site) const {
  if (!J.empty()) return J[axis * sites() + site];
  return has_bond(axis, site) ? coupling : 0;
}

double LatticeParameters::first_bond() const {
  for (std::size_t axis = 0; axis < axes(); ++axis)
    if (has_bond(axis, 0)) return bond(axis, 0);
  return 0;
}

bool LatticeParameters::uniform_coupling() const {
  return all_bonds(*this, [](double a, double b) { return a == b; });
}

std::optional<double> LatticeParameters::bond_strength() const {
  if (J.empty()) return std::abs(coupling);
  if (!all_bonds(*this, [](double a, double b) { return std::abs(a) == std::abs(b); }))
    return std::nullopt;
  double largest = 0;
  for (double const bond : J) largest = std::max(largest, std::abs(bond));
  return largest;
}

bool LatticeParameters::has_odd_ring() const {
  for (std::size_t axis = 0; axis < axes(); ++axis)
    if (periodic[axis] && shape[axis] > 1 && shape[axis] % 2 == 1) return true;
  return false;
}

int LatticeParameters::degree(std::size_t site) const {
  int bonds = 0;
  for (std::size_t axis = 0, rest = site; axis < axes(); ++axis) {
    std::size_t const step = stride(*this, axis), at = rest / step, last = shape[axis] - 1;
    rest %= step;
    if (last == 0) continue;
    bonds += periodic[axis] ? 2 : (at > 0) + (at < last);
  }
  return bonds;
}

int LatticeParameters::colour(std::size_t site) const {
  std::size_t sum = 0;
  for (std::size_t axis = axes(); axis-- > 0; site /= shape[axis]) sum += site % shape[axis];
  return static_cast<int>(sum % 2);
}

LatticeParameters lattice_parameters(Record const& model) {
  require_kind(model, "ising");
  std::vector<std::int64_t> const shape = model.integer_list("@shape");
  require_shape(model, shape);
  LatticeParameters lattice;
  lattice.shape.assign(shape.begin(), shape.end());
  lattice.periodic = periodic_axes(model, shape.size());
  if (model.has("J"))
    lattice.J = couplings(model, lattice);
  else
    lattice.coupling = coupling(model);
  if (model.has("h")) lattice.h = finite_reals(model, "h", lattice.shape);
  return lattice;
}

SpinParameters to_spins(LatticeParameters const& lattice) {
  if (lattice.sites() > static_cast<std::size_t>(kMostUnits))
    throw ConfigError(fmt::format(
        "a lattice of {} sites (only moves by metropolis, for periodic lattices of bonds of one "
        "strength and no field, and by heat-bath, for all without odd rings, take more than {}); "
        "change its shape",
        lattice.sites(), kMostUnits));
  require_bonds_fit("a lattice", lattice.sites(), lattice.axes() * lattice.sites());
  SpinParameters system{.sites = lattice.sites(), .edges = {}, .J = {}, .h = lattice.h};
  system.h.resize(system.sites);
  for (std::size_t site = 0; site < system.sites; ++site)
    for (std::size_t axis = 0; axis < lattice.axes(); ++axis) {
      if (!lattice.has_bond(axis, site)) continue;
      system.edges.push_back({static_cast<std::int32_t>(site),
                              static_cast<std::int32_t>(lattice.neighbour(axis, site))});
      system.J.push_back(lattice.bond(axis, site));
    }
  return system;
}

LatticeParameters at_temperature(LatticeParameters lattice, double beta) {
  scale(lattice.J, beta);
  scale(lattice.h, beta);
  lattice.coupling *= beta;
  return lattice;
}

}  // namespace lnz
