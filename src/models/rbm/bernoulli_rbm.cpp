#include "models/checked_model.hpp"
#include "models/rbm/clamp_rbm.hpp"
#include "models/rbm/log_z_bound.hpp"
#include "models/rbm/rbm_family.hpp"
#include "models/rbm/rbm_ladder.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/rbm/rbm_path.hpp"
#include "models/row_values.hpp"

namespace lnz {
namespace {

ModelHandle make(Record const& model, double beta, Reference const& reference,
                 Sampling const& sampling) {
  RbmParameters const machine = at_temperature(rbm_parameters(model), beta);
  if (!reference.machines.empty()) return erase(RbmLadder(machine, reference, beta));
  return rbm_path(machine, reference, sampling);
}

std::vector<double> values(Record const& model, double beta, DataSet const& data) {
  RbmParameters const machine = at_temperature(rbm_parameters(model), beta);
  return row_values(data, machine.visible, 0, [&](std::span<float const> row) {
    return log_unnormalised(machine, std::vector<double>(row.begin(), row.end()));
  });
}

double bound(Record const& model, double beta, std::uint64_t seed) {
  return log_z_bound(at_temperature(rbm_parameters(model), beta), seed);
}

std::string describe(Record const& model) {
  RbmParameters const machine = rbm_parameters(model);
  return times({machine.visible, machine.hidden}) + ", bernoulli";
}

}  // namespace

RbmFamily bernoulli_rbm() {
  return {.units = {},
          .generate = generate_rbm,
          .make = make,
          .log_unnormalised = values,
          .describe = describe,
          .log_z_bound = bound,
          .clamp = clamp_rbm,
          .base_rates = rates_of_bits,
          .visits_machines = true};
}

}  // namespace lnz
