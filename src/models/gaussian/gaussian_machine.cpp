#include "models/gaussian/gaussian_machine.hpp"

#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"
#include "models/checked_model.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/rbm/rbm_units.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <utility>

namespace lnz {
namespace {

GaussianMachine of_visible_reals(Record const& model) {
  RbmParameters machine = rbm_weights(model);
  return {.reals = machine.visible,
          .bits = machine.hidden,
          .W = std::move(machine.W),
          .mean = std::move(machine.b),
          .sigma = visible_sigma(model, machine.visible),
          .bias = std::move(machine.c)};
}

GaussianMachine of_hidden_reals(Record const& model) {
  RbmParameters machine = rbm_weights(model);
  GaussianMachine out{.reals = machine.hidden,
                      .bits = machine.visible,
                      .W = std::vector<double>(machine.W.size()),
                      .mean = std::move(machine.c),
                      .sigma = std::vector<double>(machine.hidden, 1.0),
                      .bias = std::move(machine.b)};
  for (std::size_t i = 0; i < machine.visible; ++i)
    for (std::size_t j = 0; j < machine.hidden; ++j)
      out.W[j * machine.visible + i] = machine.W[i * machine.hidden + j];
  for (double const c : out.mean) out.shift += c * c / 2;
  return out;
}

}  // namespace

std::vector<double> visible_sigma(Record const& model, std::size_t visible) {
  std::vector<double> sigma = finite_reals(model, "sigma", {visible});
  for (std::size_t i = 0; i < sigma.size(); ++i)
    if (!(sigma[i] > 0))
      throw ConfigError(fmt::format(
          "{}: sigma = {} of visible unit {} (a standard deviation is above 0); correct it",
          model.source, sigma[i], i));
  return sigma;
}

void require_positive(double beta, std::string const& source) {
  if (!(beta > 0))
    throw ConfigError(fmt::format(
        "beta = {} ({} has Gaussian units, whose density needs beta > 0); set a positive one", beta,
        source));
}

GaussianMachine gaussian_machine(Record const& model, double beta) {
  require_positive(beta, model.source);
  GaussianMachine machine =
      rbm_units(model).visible == kGaussian ? of_visible_reals(model) : of_hidden_reals(model);
  // beta / sigma^2 is 1 / sigma^2 of the machine at beta, and the coupling (y / sigma^2) W x goes
  // along.
  scale(machine.sigma, 1 / std::sqrt(beta));
  scale(machine.bias, beta);
  machine.shift *= beta;
  return machine;
}

double log_sum_over_bits(GaussianMachine const& machine, std::span<double const> y) {
  std::vector<double> field = machine.bias;
  double sum = machine.shift;
  for (std::size_t k = 0; k < machine.reals; ++k) {
    double const z = (y[k] - machine.mean[k]) / machine.sigma[k],
                 precise = y[k] / (machine.sigma[k] * machine.sigma[k]);
    sum -= z * z / 2;
    double const* const weights = machine.W.data() + k * machine.bits;
    for (std::size_t j = 0; j < machine.bits; ++j) field[j] += precise * weights[j];
  }
  for (double const x : field) sum += softplus(x);
  return sum;
}

double log_integral_over_reals(GaussianMachine const& machine, std::span<double const> x) {
  double sum = machine.shift;
  for (std::size_t j = 0; j < machine.bits; ++j) sum += x[j] * machine.bias[j];
  for (std::size_t k = 0; k < machine.reals; ++k) {
    double pull = 0;
    for (std::size_t j = 0; j < machine.bits; ++j) pull += x[j] * machine.W[k * machine.bits + j];
    double const variance = machine.sigma[k] * machine.sigma[k];
    sum += std::log(2 * std::numbers::pi * variance) / 2 +
           pull * (machine.mean[k] + pull / 2) / variance;
  }
  return sum;
}

}  // namespace lnz
