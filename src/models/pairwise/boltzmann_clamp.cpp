#include "models/pairwise/boltzmann_clamp.hpp"

#include "models/held_units.hpp"
#include "models/pairwise/boltzmann_parameters.hpp"

namespace lnz {

Clamped clamp_boltzmann(Record const& model, std::vector<double> const& held) {
  BoltzmannParameters const all = boltzmann_parameters(model);
  std::size_t const nv = all.visible, nh = all.hidden;
  HeldUnits const units = sort_held(model, held, nv, two_values(0));
  if (!all.hidden_linked()) require_free(model, units);
  BoltzmannParameters rest{units.free.size(), nh, {}, {}, all.J, {}, all.c};
  double energy = 0;
  for (std::size_t const i : units.held) {
    if (held[i] == 0) continue;
    energy -= all.b[i];
    for (std::size_t const k : units.held) energy -= all.L[i * nv + k] * held[k] / 2;
    for (std::size_t j = 0; j < nh; ++j) rest.c[j] += all.W[i * nh + j];
  }
  for (std::size_t const i : units.free) {
    double field = all.b[i];
    for (std::size_t const k : units.held) field += all.L[i * nv + k] * held[k];
    rest.b.push_back(field);
    for (std::size_t const k : units.free) rest.L.push_back(all.L[i * nv + k]);
    for (std::size_t j = 0; j < nh; ++j) rest.W.push_back(all.W[i * nh + j]);
  }
  // A machine has visible units: where none is free, the hidden ones are.
  if (units.free.empty()) rest = {nh, 0, {}, all.J, {}, rest.c, {}};
  Clamped clamped{to_record(rest), energy};
  clamped.model.source = model.source;
  return clamped;
}

}  // namespace lnz
