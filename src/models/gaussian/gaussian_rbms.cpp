#include "lnz/error.hpp"
#include "models/checked_model.hpp"
#include "models/gaussian/gaussian_machine.hpp"
#include "models/gaussian/marginal_bound.hpp"
#include "models/gaussian/marginal_path.hpp"
#include "models/gaussian/normal_machine.hpp"
#include "models/rbm/clamp_rbm.hpp"
#include "models/rbm/rbm_family.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/row_values.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lnz {
namespace {

Record generate(ShortForm const& form) {
  RbmUnits const units = rbm_units(form);
  bool const visible = units.visible == kGaussian;
  RbmParameters const machine =
      generated_weights(form, form.sizes[0],
                        visible ? std::vector<std::string>{"sigma"} : std::vector<std::string>{});
  Record model = to_record(machine);
  set_units(model, units);
  if (visible) model.set("sigma", std::vector<double>(machine.visible, form.number("sigma", 1)));
  model.source = form.text;
  return model;
}

std::string describe(Record const& model) {
  RbmParameters const machine = rbm_weights(model);
  RbmUnits const units = rbm_units(model);
  return fmt::format("{}, {} and {}", times({machine.visible, machine.hidden}), units.visible,
                     units.hidden);
}

double bound(Record const& model, double beta, std::uint64_t seed) {
  return marginal_bound(marginal_bits(gaussian_machine(model, beta), model.source), seed);
}

ModelHandle path(GaussianMachine const& machine, Record const& model, Reference const& reference) {
  return erase(MarginalPath(marginal_bits(machine, model.source), reference));
}

/// Users see the real units, drawn given the bits.
ModelHandle make_visible(Record const& model, double beta, Reference const& reference,
                         Sampling const&) {
  GaussianMachine machine = gaussian_machine(model, beta);
  ModelHandle handle = path(machine, model, reference);
  std::size_t const values = machine.reals;
  handle.readout = {values, true,
                    [machine = std::move(machine)](std::span<double const> x, Stream& random) {
                      std::vector<double> y = machine.mean;
                      for (std::size_t k = 0; k < y.size(); ++k) {
                        for (std::size_t j = 0; j < machine.bits; ++j)
                          y[k] += x[j] * machine.W[k * machine.bits + j];
                        y[k] += machine.sigma[k] * random.normal();
                      }
                      return y;
                    }};
  return handle;
}

ModelHandle make_hidden(Record const& model, double beta, Reference const& reference,
                        Sampling const&) {
  return path(gaussian_machine(model, beta), model, reference);
}

std::vector<double> visible_values(Record const& model, double beta, DataSet const& data) {
  GaussianMachine const machine = gaussian_machine(model, beta);
  return row_values(data, machine.reals, [&](std::span<float const> row) {
    return log_sum_over_bits(machine, std::vector<double>(row.begin(), row.end()));
  });
}

std::vector<double> hidden_values(Record const& model, double beta, DataSet const& data) {
  GaussianMachine const machine = gaussian_machine(model, beta);
  return row_values(data, machine.bits, 0, [&](std::span<float const> row) {
    return log_integral_over_reals(machine, std::vector<double>(row.begin(), row.end()));
  });
}

/// The machine of the free real units with c' = c + (v_held / sigma_held^2) W_held,
/// energy = sum over the held ones of (v - b)^2 / (2 sigma^2).
Clamped clamp_visible(Record const& model, std::vector<double> const& held) {
  RbmParameters const machine = rbm_weights(model);
  std::vector<double> const sigma = visible_sigma(model, machine.visible);
  HeldUnits const units = sort_held(model, held, machine.visible,
                                    {[](double x) { return std::isfinite(x); }, "finite numbers"});
  require_free(model, units);
  std::vector<double> pull(held.size());
  double energy = 0;
  for (std::size_t const i : units.held) {
    double const z = (held[i] - machine.b[i]) / sigma[i];
    pull[i] = held[i] / (sigma[i] * sigma[i]);
    energy += z * z / 2;
  }
  Clamped clamped{to_record(free_machine(machine, units, pull)), energy};
  set_units(clamped.model, rbm_units(model));
  clamped.model.set("sigma", at(sigma, units.free));
  clamped.model.source = model.source;
  return clamped;
}

ModelHandle no_path(Record const& model, double, Reference const&, Sampling const&) {
  NormalMachine const machine(model);
  throw ConfigError(fmt::format(
      "{}: {} x {} Gaussian units (a normal distribution, which needs no sampling); lnz exact has "
      "its ln Z",
      model.source, machine.visible(), machine.hidden()));
}

std::string describe_normal(Record const& model) {
  NormalMachine const machine(model);
  return describe(model);
}

std::vector<double> normal_values(Record const& model, double beta, DataSet const& data) {
  require_positive(beta, model.source);
  NormalMachine const machine(model);
  return row_values(data, machine.visible(), [&](std::span<float const> row) {
    return machine.log_unnormalised(beta, row);
  });
}

double normal_bound(Record const& model, double beta, std::uint64_t) {
  require_positive(beta, model.source);
  return NormalMachine(model).log_z(beta);
}

Reference no_rates(Record const& model, DataSet const& data) {
  throw ConfigError(fmt::format(
      "{}: base rates of {} (the path runs over its hidden bits, of which data say nothing); "
      "take --reference pilot or uniform",
      data.source, model.source));
}

}  // namespace

std::vector<RbmFamily> gaussian_rbms() {
  return {{.units = {kGaussian, kBits},
           .values = UnitValues::reals,
           .generate = generate,
           .make = make_visible,
           .log_unnormalised = visible_values,
           .describe = describe,
           .log_z_bound = bound,
           .clamp = clamp_visible,
           .base_rates = no_rates},
          {.units = {kBits, kGaussian},
           .generate = generate,
           .make = make_hidden,
           .log_unnormalised = hidden_values,
           .describe = describe,
           .log_z_bound = bound,
           .clamp = clamp_rbm,
           .base_rates = rates_of_bits},
          {.units = {kGaussian, kGaussian},
           .values = UnitValues::reals,
           .generate = generate,
           .make = no_path,
           .log_unnormalised = normal_values,
           .describe = describe_normal,
           .log_z_bound = normal_bound,
           .clamp = clamp_visible,
           .base_rates = no_rates,
           .has_path = false}};
}

}  // namespace lnz
