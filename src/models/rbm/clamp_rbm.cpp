#include "models/rbm/clamp_rbm.hpp"

#include "models/rbm/rbm_units.hpp"

namespace lnz {

RbmParameters free_machine(RbmParameters const& machine, HeldUnits const& units,
                           std::vector<double> const& pull) {
  RbmParameters rest{.visible = units.free.size(),
                     .hidden = machine.hidden,
                     .W = {},
                     .b = at(machine.b, units.free),
                     .c = machine.c};
  auto const weights = [&](std::size_t i) { return machine.W.data() + i * machine.hidden; };
  for (std::size_t const i : units.free)
    rest.W.insert(rest.W.end(), weights(i), weights(i) + machine.hidden);
  for (std::size_t const i : units.held)
    for (std::size_t j = 0; j < machine.hidden; ++j) rest.c[j] += pull[i] * weights(i)[j];
  return rest;
}

Clamped clamp_rbm(Record const& model, std::vector<double> const& held) {
  RbmUnits const types = rbm_units(model);
  int const low = types.visible == kSpins ? -1 : 0;
  RbmParameters const machine = rbm_weights(model);
  HeldUnits const units = sort_held(model, held, machine.visible, two_values(low));
  require_free(model, units);
  std::vector<double> values(held.size());
  double energy = 0;
  for (std::size_t const i : units.held) {
    values[i] = held[i] == 1 ? 1 : low;
    energy -= machine.b[i] * values[i];
  }
  Clamped clamped{to_record(free_machine(machine, units, values)), energy};
  set_units(clamped.model, types);
  clamped.model.source = model.source;
  return clamped;
}

}  // namespace lnz
