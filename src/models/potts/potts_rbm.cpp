#include "lnz/error.hpp"
#include "models/checked_model.hpp"
#include "models/held_units.hpp"
#include "models/potts/potts_bound.hpp"
#include "models/potts/potts_path.hpp"
#include "models/rbm/rbm_family.hpp"
#include "models/reference.hpp"
#include "models/row_values.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace lnz {
namespace {

/// Users see categories, whose places among q bits the chains hold.
ModelHandle make(Record const& model, double beta, Reference const& reference, Sampling const&) {
  PottsMachine const machine = at_temperature(potts_machine(model), beta);
  ModelHandle path = erase(PottsPath(machine, reference));
  path.readout = {machine.sites, false, [q = machine.q](std::span<double const> units, Stream&) {
                    std::vector<double> categories(units.size() / q);
                    for (std::size_t k = 0; k < units.size(); ++k)
                      if (units[k] != 0) categories[k / q] = static_cast<double>(k % q);
                    return categories;
                  }};
  return path;
}

void require_categories(DataSet const& data, PottsMachine const& machine) {
  if (data.columns != machine.sites)
    throw ConfigError(
        fmt::format("{}: {} values a row (the model has {} units); give data of that width",
                    data.source, data.columns, machine.sites));
  for (std::size_t r = 0; r < data.rows; ++r)
    for (float const x : data.row(r))
      if (!(x >= 0 && x < static_cast<float>(machine.q) && x == std::trunc(x)))
        throw ConfigError(
            fmt::format("{}: row {} holds {} (the model's categories are 0 to {}); number them so",
                        data.source, r, x, machine.q - 1));
}

std::vector<double> values(Record const& model, double beta, DataSet const& data) {
  PottsMachine const machine = at_temperature(potts_machine(model), beta);
  require_categories(data, machine);
  return row_values(data, machine.sites,
                    [&](std::span<float const> row) { return machine.log_unnormalised(row); });
}

Reference base_rates(Record const& model, DataSet const& data) {
  PottsMachine const machine = potts_machine(model);
  require_categories(data, machine);
  std::vector<double> rates(machine.sites * machine.q);
  for (std::size_t r = 0; r < data.rows; ++r)
    for (std::size_t i = 0; i < machine.sites; ++i)
      rates[i * machine.q + static_cast<std::size_t>(data.row(r)[i])] +=
          1 / static_cast<double>(data.rows);
  for (double& rate : rates) rate = std::min(rate, 1.0);
  return pulled(std::move(rates));
}

double bound(Record const& model, double beta, std::uint64_t seed) {
  return potts_bound(at_temperature(potts_machine(model), beta), seed);
}

/// The machine of the free units with c' = c + sum over the held i of W_{i,x_i},
/// energy = -sum of their b_{i,x_i}.
Clamped clamp(Record const& model, std::vector<double> const& held) {
  PottsMachine const machine = potts_machine(model);
  auto const last = static_cast<double>(machine.q - 1);
  HeldUnits const units =
      sort_held(model, held, machine.sites,
                {[last](double x) { return x >= 0 && x <= last && x == std::trunc(x); },
                 fmt::format("0 to {}", last)});
  require_free(model, units);
  PottsMachine rest{.sites = units.free.size(),
                    .q = machine.q,
                    .hidden = machine.hidden,
                    .W = {},
                    .b = {},
                    .c = machine.c};
  std::size_t const row = machine.hidden, site = machine.q * row;
  for (std::size_t const i : units.free) {
    rest.W.insert(rest.W.end(), &machine.W[i * site], &machine.W[i * site] + site);
    rest.b.insert(rest.b.end(), &machine.b[i * machine.q], &machine.b[i * machine.q] + machine.q);
  }
  double energy = 0;
  for (std::size_t const i : units.held) {
    std::size_t const category = i * machine.q + static_cast<std::size_t>(held[i]);
    energy -= machine.b[category];
    for (std::size_t j = 0; j < row; ++j) rest.c[j] += machine.W[category * row + j];
  }
  Clamped clamped{to_record(rest), energy};
  clamped.model.source = model.source;
  return clamped;
}

std::string describe(Record const& model) {
  PottsMachine const machine = potts_machine(model);
  return fmt::format("{}, potts of {} and bernoulli", times({machine.sites, machine.hidden}),
                     machine.q);
}

}  // namespace

RbmFamily potts_rbm() {
  return {.units = {kPotts, kBits},
          .values = UnitValues::categories,
          .generate = generate_potts,
          .make = make,
          .log_unnormalised = values,
          .describe = describe,
          .log_z_bound = bound,
          .clamp = clamp,
          .base_rates = base_rates};
}

}  // namespace lnz
