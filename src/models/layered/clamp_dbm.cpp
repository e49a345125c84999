#include "models/layered/clamp_dbm.hpp"

#include "models/held_units.hpp"
#include "models/layered/layered_parameters.hpp"

namespace lnz {

Clamped clamp_dbm(Record const& model, std::vector<double> const& held) {
  LayeredParameters machine = layered_parameters(model, "dbm");
  HeldUnits const units = sort_held(model, held, machine.layers[0], two_values(0));
  if (machine.depth() == 1) require_free(model, units);
  auto const weights = [&](std::size_t i) {
    return std::span(machine.W[0]).subspan(i * machine.layers[1], machine.layers[1]);
  };
  double energy = 0;
  for (std::size_t const i : units.held) {
    energy -= machine.b[0][i] * held[i];
    for (std::size_t j = 0; j < machine.layers[1]; ++j) machine.b[1][j] += held[i] * weights(i)[j];
  }
  std::vector<double> left;
  for (std::size_t const i : units.free)
    left.insert(left.end(), weights(i).begin(), weights(i).end());
  machine.layers[0] = units.free.size();
  machine.W[0] = std::move(left);
  machine.b[0] = at(machine.b[0], units.free);
  if (units.free.empty()) {
    machine.layers.erase(machine.layers.begin());
    machine.W.erase(machine.W.begin());
    machine.b.erase(machine.b.begin());
  }
  Clamped clamped{to_record(machine, "dbm"), energy};
  clamped.model.source = model.source;
  return clamped;
}

}  // namespace lnz
