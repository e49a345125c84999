#include "models/spins/clamp_spins.hpp"

#include "models/held_units.hpp"

namespace lnz {

Clamped clamp_spins(Record const& model, SpinParameters const& system,
                    std::vector<double> const& held) {
  HeldUnits const units = sort_held(model, held, system.sites, two_values(-1));
  require_free(model, units);
  std::vector<double> spin(system.sites, 0.0);  // 0 where free
  std::vector<std::int32_t> place(system.sites, -1);
  require_free(model, units);
  double energy = 0;
  for (std::size_t const i : units.held) {
    spin[i] = held[i] > 0 ? 1 : -1;
    energy -= system.h[i] * spin[i];
  }
  SpinParameters rest{
      .sites = units.free.size(), .edges = {}, .J = {}, .h = at(system.h, units.free)};
  for (std::size_t f = 0; f < units.free.size(); ++f)
    place[units.free[f]] = static_cast<std::int32_t>(f);
  for (std::size_t e = 0; e < system.edges.size(); ++e) {
    auto const i = static_cast<std::size_t>(system.edges[e][0]),
               j = static_cast<std::size_t>(system.edges[e][1]);
    double const J = system.J[e];
    energy -= J * spin[i] * spin[j];
    if (place[i] >= 0 && place[j] >= 0) {
      rest.edges.push_back({place[i], place[j]});
      rest.J.push_back(J);
    } else {
      if (place[i] >= 0) rest.h[static_cast<std::size_t>(place[i])] += J * spin[j];
      if (place[j] >= 0) rest.h[static_cast<std::size_t>(place[j])] += J * spin[i];
    }
  }
  Clamped clamped{to_record(rest), energy};
  clamped.model.source = model.source;
  return clamped;
}

}  // namespace lnz
