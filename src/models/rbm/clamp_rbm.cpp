#include "models/rbm/clamp_rbm.hpp"

#include "lnz/error.hpp"
#include "models/held_units.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/rbm/rbm_units.hpp"

#include <fmt/format.h>

namespace lnz {

Clamped clamp_rbm(Record const& model, std::vector<double> const& held) {
  RbmUnits const types = rbm_units(model);
  if (types.visible != kBits && types.visible != kSpins)
    throw ConfigError(fmt::format(
        "{}: visible = {} (units that are held have to be bits or spins); give such an rbm",
        model.source, types.visible));
  int const low = types.visible == kSpins ? -1 : 0;
  RbmParameters const machine = rbm_weights(model);
  HeldUnits const units = sort_held(model, held, machine.visible, low);
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
    double const value = held[i] == 1 ? 1 : low;
    energy -= machine.b[i] * value;
    for (std::size_t j = 0; j < machine.hidden; ++j) rest.c[j] += value * weights(i)[j];
  }
  Clamped clamped{to_record(rest), energy};
  set_units(clamped.model, types);
  clamped.model.source = model.source;
  return clamped;
}

}  // namespace lnz
