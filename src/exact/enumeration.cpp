#include "exact/enumeration.hpp"

#include "exact/boltzmann_enumeration.hpp"
#include "exact/rbm_enumeration.hpp"
#include "exact/rbm_sums.hpp"
#include "exact/spin_enumeration.hpp"
#include "models/layered/bipartite.hpp"
#include "models/layered/layered_parameters.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace lnz {
namespace {

constexpr std::size_t kMostUnits = 30;

/// The RBM of bits whose ln Z is that of a machine of layers. beta of a dbn is that of its RBM.
std::optional<RbmParameters> as_rbm(Record const& model) {
  std::string const kind = model.text("@kind");
  if (kind == "dbm") return even_and_odd(layered_parameters(model, kind));
  if (kind == "dbn") return top_rbm(layered_parameters(model, kind));
  return std::nullopt;
}

}  // namespace

double enumeration_cost(Record const& model, std::string& why_not) {
  std::string const kind = model.text("@kind");
  std::size_t units = 0;
  double per_state = 0;  // seconds on one core
  if (auto const machine = as_rbm(model)) {
    units = std::min(machine->visible, machine->hidden);
    per_state = 2e-8 + 1e-10 * static_cast<double>(std::max(machine->visible, machine->hidden));
  } else if (kind == "rbm") {
    ListedLayer const layer = listed_layer(model);
    units = layer.units;
    per_state = layer.seconds;
  } else if (kind == "boltzmann") {
    BoltzmannParameters const machine = boltzmann_parameters(model);
    units = enumerated_units(machine);
    per_state = 2e-8 + 1e-10 * static_cast<double>(machine.visible + machine.hidden - units);
  } else if (kind == "spins" || kind == "ising") {
    units = kind == "spins" ? spin_parameters(model).sites : lattice_parameters(model).sites();
    per_state = 1e-9;
  } else {
    why_not = "takes kinds rbm, dbm, dbn, boltzmann, ising and spins";
    return -1;
  }
  if (per_state < 0) {
    why_not = "takes no rbm of these units";
    return -1;
  }
  if (units > kMostUnits) {
    why_not = fmt::format("takes up to {} units, not {}", kMostUnits, units);
    return -1;
  }
  return std::exp2(static_cast<double>(units)) * per_state;
}

ExactLogZ enumeration(Record const& model, double beta) {
  std::string const kind = model.text("@kind");
  double const eps = std::numeric_limits<double>::epsilon();
  if (kind == "rbm") return sum_over_layer(model, beta);
  if (auto const rbm = as_rbm(model)) {
    RbmParameters const machine = at_temperature(*rbm, beta);
    double const log_z = enumerate(machine);
    // Up to 2^8 roundings a factor, one factor a unit of the larger layer.
    double const factors = static_cast<double>(std::max(machine.visible, machine.hidden));
    return {log_z, eps * (256 * factors + 8 * std::abs(log_z)), {}};
  }
  if (kind == "boltzmann") {
    BoltzmannParameters const machine = at_temperature(boltzmann_parameters(model), beta);
    double const log_z = enumerate(machine);
    double const factors = static_cast<double>(machine.visible + machine.hidden);
    return {log_z, eps * (256 * factors + 8 * std::abs(log_z)), {}};
  }
  auto const system = at_temperature(
      kind == "spins" ? spin_parameters(model) : to_spins(lattice_parameters(model)), beta);
  double const log_z = enumerate(system);
  return {log_z, eps * (32 + 8 * std::abs(log_z)), {}};
}

}  // namespace lnz
