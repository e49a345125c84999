#include "approx/couplings.hpp"

#include "lnz/error.hpp"
#include "models/layered/bipartite.hpp"
#include "models/pairwise/boltzmann_parameters.hpp"
#include "models/pairwise/hopfield_parameters.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <fmt/format.h>

#include <utility>

namespace lnz {
namespace {

Couplings of_spins(SpinParameters system, double constant) {
  SpinGraph graph = graph_of(system);
  return {std::move(graph), std::move(system.h), constant};
}

/// v'Wh = sum_ij W_ij (1 + s_i)(1 + s_j)/4, b.v = sum_i b_i (1 + s_i)/2.
Couplings of_rbm(RbmParameters const& machine) {
  SpinParameters spins{.sites = machine.visible + machine.hidden, .edges = {}, .J = {}, .h = {}};
  double constant = 0;
  for (auto const* bias : {&machine.b, &machine.c})
    for (double const x : *bias) {
      spins.h.push_back(x / 2);
      constant += x / 2;
    }
  for (std::size_t i = 0; i < machine.visible; ++i)
    for (std::size_t j = 0; j < machine.hidden; ++j) {
      double const quarter = machine.W[i * machine.hidden + j] / 4;
      if (quarter == 0) continue;
      std::size_t const other = machine.visible + j;
      spins.edges.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(other)});
      spins.J.push_back(quarter);
      spins.h[i] += quarter;
      spins.h[other] += quarter;
      constant += quarter;
    }
  return of_spins(std::move(spins), constant);
}

/// x_i x_k = (1 + s_i)(1 + s_k)/4 for every pair, hidden units behind the visible ones.
Couplings of_boltzmann(BoltzmannParameters const& machine) {
  std::size_t const visible = machine.visible, units = visible + machine.hidden;
  SpinParameters spins{.sites = units, .edges = {}, .J = {}, .h = {}};
  double constant = 0;
  for (auto const* bias : {&machine.b, &machine.c})
    for (double const x : *bias) {
      spins.h.push_back(x / 2);
      constant += x / 2;
    }
  auto const link = [&](std::size_t i, std::size_t k) {
    return k < visible   ? machine.L[i * visible + k]
           : i < visible ? machine.W[i * machine.hidden + k - visible]
                         : machine.J[(i - visible) * machine.hidden + k - visible];
  };
  for (std::size_t i = 0; i < units; ++i)
    for (std::size_t k = i + 1; k < units; ++k) {
      double const quarter = link(i, k) / 4;
      if (quarter == 0) continue;
      spins.edges.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(k)});
      spins.J.push_back(quarter);
      spins.h[i] += quarter;
      spins.h[k] += quarter;
      constant += quarter;
    }
  return of_spins(std::move(spins), constant);
}

}  // namespace

Couplings couplings(Record const& model, double beta) {
  std::string const kind = model.text("@kind");
  if (kind == "rbm") return of_rbm(at_temperature(rbm_parameters(model), beta));
  if (kind == "spins") return of_spins(at_temperature(spin_parameters(model), beta), 0);
  if (kind == "ising")
    return of_spins(at_temperature(to_spins(lattice_parameters(model)), beta), 0);
  if (kind == "dbm")
    return of_rbm(at_temperature(even_and_odd(layered_parameters(model, kind)), beta));
  if (kind == "dbn") return of_rbm(at_temperature(top_rbm(layered_parameters(model, kind)), beta));
  if (kind == "boltzmann") return of_boltzmann(at_temperature(boltzmann_parameters(model), beta));
  if (kind == "hopfield")
    return of_spins(at_temperature(to_spins(hopfield_parameters(model)), beta), 0);
  throw ConfigError(fmt::format(
      "{}: kind '{}' has no form of spins in pairs (approximations know that of rbm, "
      "dbm, dbn, boltzmann, hopfield, ising and spins); estimate ln Z with lnz ais or lnz rex",
      model.source, kind));
}

}  // namespace lnz
