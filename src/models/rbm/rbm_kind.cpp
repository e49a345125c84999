#include "lnz/error.hpp"
#include "models/checked_model.hpp"
#include "models/kinds.hpp"
#include "models/rbm/clamp_rbm.hpp"
#include "models/rbm/log_z_bound.hpp"
#include "models/rbm/rbm.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/row_values.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lnz {
namespace {

/// Fields beyond this would overflow single precision.
constexpr double kLargestField = 1e30;

void require_single_precision(RbmParameters const& machine) {
  auto const require = [](double largest, char const* layer, std::size_t unit) {
    if (!(largest <= kLargestField))
      throw ConfigError(fmt::format(
          "weights and bias of {} unit {} add up to {} (single precision ends near {}); scale the "
          "model or beta down",
          layer, unit, largest, kLargestField));
  };
  std::vector<double> hidden(machine.hidden);
  for (std::size_t j = 0; j < machine.hidden; ++j) hidden[j] = std::abs(machine.c[j]);
  for (std::size_t i = 0; i < machine.visible; ++i) {
    double visible = std::abs(machine.b[i]);
    for (std::size_t j = 0; j < machine.hidden; ++j) {
      visible += std::abs(machine.W[i * machine.hidden + j]);
      hidden[j] += std::abs(machine.W[i * machine.hidden + j]);
    }
    require(visible, "visible", i);
  }
  for (std::size_t j = 0; j < machine.hidden; ++j) require(hidden[j], "hidden", j);
}

/// Of the rounded machine, in nats; beyond it the last step to the true one would cost too much.
constexpr double kLargestError = 2;

ModelHandle make(Record const& model, double beta, Reference const& reference,
                 Sampling const& sampling) {
  RbmParameters const machine = at_temperature(rbm_parameters(model), beta);
  require_single_precision(machine);
  if (sampling.precision == "int16")
    if (RoundedWeights const weights = rounded(machine); weights.error() < kLargestError)
      return erase(Rbm<std::int16_t>(machine, weights, reference));
  return erase(Rbm<float>(machine, unrounded(machine), reference));
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

ModelKind rbm_kind() {
  return {.name = "rbm",
          .summary = "restricted Boltzmann machine of bits, E = -b.v - c.h - v'Wh",
          .short_form = "rbm:784x500,weights=normal,scale=0.05,bias=0,seed=1",
          .wants_pilot = true,
          .moves = {"gibbs"},
          .generate = generate_rbm,
          .make = make,
          .log_unnormalised = values,
          .describe = describe,
          .log_z_bound = bound,
          .clamp = clamp_rbm};
}

}  // namespace lnz
