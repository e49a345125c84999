#include "lnz/error.hpp"
#include "models/checked_model.hpp"
#include "models/first_units.hpp"
#include "models/kinds.hpp"
#include "models/pairwise/boltzmann_clamp.hpp"
#include "models/pairwise/boltzmann_parameters.hpp"
#include "models/pairwise/chromatic_gibbs.hpp"
#include "models/pairwise/hidden_sum.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/row_values.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

/// Without links inside a side the machine is an RBM, whose path sums the hidden units out.
bool is_restricted(BoltzmannParameters const& machine) {
  return machine.hidden > 0 && !machine.visible_linked() && !machine.hidden_linked();
}

/// Base rates of data are those of the visible units; the hidden ones start uniform.
Reference of_all_units(BoltzmannParameters const& machine, Reference reference) {
  if (reference.mean.size() == machine.visible)
    reference.mean.resize(machine.visible + machine.hidden, 0.5);
  return reference;
}

ModelHandle make(Record const& model, double beta, Reference const& reference,
                 Sampling const& sampling) {
  BoltzmannParameters const machine = at_temperature(boltzmann_parameters(model), beta);
  if (is_restricted(machine))
    return rbm_kind().make(
        to_record(RbmParameters{machine.visible, machine.hidden, machine.W, machine.b, machine.c}),
        1, reference, sampling);
  ModelHandle handle =
      erase(ChromaticGibbs(linked_bits(machine), of_all_units(machine, reference), 0));
  handle.fewest_lanes = ChromaticGibbs::kFewestLanes;
  if (machine.visible > 0 && machine.hidden > 0) handle.readout = first_units(machine.visible);
  return handle;
}

std::vector<double> values(Record const& model, double beta, DataSet const& data) {
  BoltzmannParameters const machine = at_temperature(boltzmann_parameters(model), beta);
  if (machine.hidden_linked() && machine.hidden > kMostSummed)
    throw ConfigError(fmt::format(
        "{}: {} linked hidden units (for each example they are summed out state by state, at most "
        "{} of them); use fewer or unlink them",
        model.source, machine.hidden, kMostSummed));
  return row_values(data, machine.visible, 0, [&](std::span<float const> row) {
    return log_unnormalised(machine, std::vector<double>(row.begin(), row.end()));
  });
}

std::string describe(Record const& model) {
  BoltzmannParameters const machine = boltzmann_parameters(model);
  bool const visible = machine.visible_linked(), hidden = machine.hidden_linked();
  return times({machine.visible, machine.hidden}) + (visible && hidden ? ", linked on both sides"
                                                     : visible         ? ", linked visible units"
                                                     : hidden          ? ", linked hidden units"
                                                                       : ", restricted");
}

}  // namespace

ModelKind boltzmann_kind() {
  return {.name = "boltzmann",
          .summary =
              "Boltzmann machine of bits, any two linked, "
              "E = -v'Lv/2 - h'Jh/2 - v'Wh - b.v - c.h",
          .short_form = "",
          .wants_pilot = true,
          .moves = {"gibbs"},
          .generate = nullptr,
          .make = make,
          .log_unnormalised = values,
          .describe = describe,
          .sums_hidden_out =
              [](Record const& model) {
                BoltzmannParameters const machine = boltzmann_parameters(model);
                return !machine.hidden_linked() || machine.hidden <= kMostSummed;
              },
          .clamp = clamp_boltzmann};
}

}  // namespace lnz
