#include "exact/rbm_sums.hpp"

#include "exact/potts_enumeration.hpp"
#include "exact/rbm_enumeration.hpp"
#include "exact/spin_enumeration.hpp"
#include "lnz/error.hpp"
#include "models/gaussian/marginal_bits.hpp"
#include "models/rbm/rbm_units.hpp"
#include "models/rbm/spin_machine.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace lnz {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

/// Of one family of rbms.
struct Sum {
  bool (*takes)(RbmUnits const&);
  ListedLayer (*layer)(Record const&);
  ExactLogZ (*solve)(Record const&, double beta);
};

bool is_two_valued(std::string const& type) { return type == kBits || type == kSpins; }

ListedLayer smaller_layer(Record const& model) {
  RbmParameters const machine = rbm_weights(model);
  return {std::min(machine.visible, machine.hidden),
          2e-8 + 1e-10 * static_cast<double>(std::max(machine.visible, machine.hidden))};
}

ExactLogZ over_smaller_layer(Record const& model, double beta) {
  SpinMachine const machine = spin_machine(model, beta);
  double const log_z = enumerate(machine.bits);
  // Up to 2^8 roundings a factor, one factor a unit of the larger layer.
  double const factors = static_cast<double>(std::max(machine.bits.visible, machine.bits.hidden));
  return {log_z + machine.shift,
          kEps * (256 * factors + 8 * (std::abs(log_z) + std::abs(machine.shift))),
          {}};
}

ListedLayer bits_beside_reals(Record const& model) {
  RbmParameters const machine = rbm_weights(model);
  return {rbm_units(model).visible == kGaussian ? machine.hidden : machine.visible, 1e-9};
}

/// Bits as spins, x = (1 + s)/2.
ExactLogZ over_bits_beside_reals(Record const& model, double beta) {
  MarginalBits const machine = marginal_bits(gaussian_machine(model, beta), model.source);
  SpinParameters spins{.sites = machine.bits, .edges = {}, .J = {}, .h = machine.a};
  double shift = 0, terms = std::abs(machine.log_scale);
  for (double& h : spins.h) {
    h /= 2;
    shift += h;
    terms += std::abs(h);
  }
  for (std::size_t i = 0; i < machine.bits; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      double const quarter = machine.J[i * machine.bits + j] / 4;
      spins.edges.push_back({static_cast<int>(i), static_cast<int>(j)});
      spins.J.push_back(quarter);
      spins.h[i] += quarter;
      spins.h[j] += quarter;
      shift += quarter;
      terms += std::abs(quarter);
    }
  double const log_z = enumerate(spins);
  return {machine.log_scale + shift + log_z, kEps * (32 + 8 * (terms + std::abs(log_z))), {}};
}

ListedLayer bits_beside_categories(Record const& model) {
  PottsMachine const machine = potts_machine(model);
  return {machine.hidden, 2e-9 * static_cast<double>(machine.b.size())};
}

ExactLogZ over_bits_beside_categories(Record const& model, double beta) {
  PottsMachine const machine = at_temperature(potts_machine(model), beta);
  double const log_z = enumerate(machine);
  // Up to 2^10 roundings a field, and an exponential and a sum of them a site.
  double largest = 0;
  for (double const w : machine.W) largest = std::max(largest, std::abs(w));
  return {log_z,
          kEps * (static_cast<double>(machine.sites) * (1024 * largest + 32) + 8 * std::abs(log_z)),
          {}};
}

std::vector<Sum> const& sums() {
  static std::vector<Sum> const all{
      {[](RbmUnits const& u) { return is_two_valued(u.visible) && is_two_valued(u.hidden); },
       smaller_layer, over_smaller_layer},
      {[](RbmUnits const& u) {
         return (u.visible == kGaussian && u.hidden == kBits) ||
                (u.visible == kBits && u.hidden == kGaussian);
       },
       bits_beside_reals, over_bits_beside_reals},
      {[](RbmUnits const& u) { return u.visible == kPotts && u.hidden == kBits; },
       bits_beside_categories, over_bits_beside_categories},
  };
  return all;
}

Sum const* sum_of(Record const& model) {
  RbmUnits const units = rbm_units(model);
  for (Sum const& sum : sums())
    if (sum.takes(units)) return &sum;
  return nullptr;
}

}  // namespace

ListedLayer listed_layer(Record const& model) {
  Sum const* const sum = sum_of(model);
  return sum ? sum->layer(model) : ListedLayer{.units = 0, .seconds = -1};
}

ExactLogZ sum_over_layer(Record const& model, double beta) {
  return sum_of(model)->solve(model, beta);
}

}  // namespace lnz
