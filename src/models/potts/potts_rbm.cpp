#include "lnz/error.hpp"
#include "models/checked_model.hpp"
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
          .base_rates = base_rates};
}

}  // namespace lnz
