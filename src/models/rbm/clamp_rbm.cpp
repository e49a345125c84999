#include "models/rbm/clamp_rbm.hpp"

#include "models/held_units.hpp"
#include "models/rbm/rbm_parameters.hpp"

namespace lnz {

Clamped clamp_rbm(Record const& model, std::vector<double> const& held) {
  RbmParameters const machine = rbm_parameters(model);
  HeldUnits const units = sort_held(model, held, machine.visible, 0);
  require_free(model, units);
  auto const weights = [&](std::size_t i) {
    return std::span(machine.W).subspan(i * machine.hidden, machine.hidden);
  };
  RbmParameters rest{.visible = units.free.size(),
                     .hidden = machine.hidden,
                     .W = {},
                     .b = at(machine.b, units.free),
                     .c = machine.c};
  for (std::size_t const i : units.free)
    rest.W.insert(rest.W.end(), weights(i).begin(), weights(i).end());
  double energy = 0;
  for (std::size_t const i : units.held) {
    energy -= machine.b[i] * held[i];
    for (std::size_t j = 0; j < machine.hidden; ++j) rest.c[j] += held[i] * weights(i)[j];
  }
  Clamped clamped{to_record(rest), energy};
  clamped.model.source = model.source;
  return clamped;
}

}  // namespace lnz
