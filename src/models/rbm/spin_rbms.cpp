#include "models/checked_model.hpp"
#include "models/rbm/clamp_rbm.hpp"
#include "models/rbm/log_z_bound.hpp"
#include "models/rbm/rbm_family.hpp"
#include "models/rbm/rbm_path.hpp"
#include "models/rbm/spin_machine.hpp"
#include "models/row_values.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

bool of_spins(Record const& model) { return rbm_units(model).visible == kSpins; }

Record generate(ShortForm const& form) {
  Record model = to_record(generated_weights(form, form.sizes[0], {}));
  set_units(model, rbm_units(form));
  model.source = form.text;
  return model;
}

ModelHandle make(Record const& model, double beta, Reference const& reference,
                 Sampling const& sampling) {
  SpinMachine const machine = spin_machine(model, beta);
  ModelHandle path = rbm_path(machine.bits, reference, sampling);
  path.log_z_reference += machine.shift;
  if (of_spins(model))
    path.readout.of = [](std::span<double const> units, Stream&) {
      std::vector<double> spins(units.begin(), units.end());
      for (double& s : spins) s = 2 * s - 1;
      return spins;
    };
  return path;
}

std::vector<double> values(Record const& model, double beta, DataSet const& data) {
  SpinMachine const machine = spin_machine(model, beta);
  return row_values(data, machine.bits.visible, of_spins(model) ? -1 : 0,
                    [&](std::span<float const> row) {
                      std::vector<double> bits(row.begin(), row.end());
                      for (double& x : bits) x = x > 0;
                      return log_unnormalised(machine.bits, bits) + machine.shift;
                    });
}

double bound(Record const& model, double beta, std::uint64_t seed) {
  SpinMachine const machine = spin_machine(model, beta);
  return log_z_bound(machine.bits, seed) + machine.shift;
}

std::string describe(Record const& model) {
  RbmParameters const machine = rbm_weights(model);
  RbmUnits const units = rbm_units(model);
  return fmt::format("{}, {} and {}", times({machine.visible, machine.hidden}), units.visible,
                     units.hidden);
}

RbmFamily family(RbmUnits units) {
  return {.units = std::move(units),
          .generate = generate,
          .make = make,
          .log_unnormalised = values,
          .describe = describe,
          .log_z_bound = bound,
          .clamp = clamp_rbm,
          .base_rates = rates_of_bits};
}

}  // namespace

std::vector<RbmFamily> spin_rbms() {
  return {family({kSpins, kBits}), family({kSpins, kSpins}), family({kBits, kSpins})};
}

}  // namespace lnz
