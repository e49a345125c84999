#include "models/potts/potts_machine.hpp"

#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"
#include "models/checked_model.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/rbm/rbm_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lnz {
namespace {

constexpr double kRateMargin = 1e-4;

void require_categories(std::string const& source, std::size_t q) {
  if (q < 2 || q > PottsMachine::kMostCategories)
    throw ConfigError(fmt::format("{}: q = {} (a potts unit has 2 to {} categories); change it",
                                  source, q, PottsMachine::kMostCategories));
}

}  // namespace

double PottsMachine::log_unnormalised(std::span<float const> x) const {
  std::vector<double> field = c;
  double sum = 0;
  for (std::size_t i = 0; i < sites; ++i) {
    std::size_t const row = i * q + static_cast<std::size_t>(x[i]);
    sum += b[row];
    for (std::size_t j = 0; j < hidden; ++j) field[j] += W[row * hidden + j];
  }
  for (double const f : field) sum += softplus(f);
  return sum;
}

PottsMachine potts_machine(Record const& model) {
  require_kind(model, "rbm");
  model.reals("W", 3);
  std::vector<std::size_t> const shape = model.shape("W");
  require_categories(model.source, shape[1]);
  if (model.has("@q") && model.integer("@q") != static_cast<std::int64_t>(shape[1]))
    throw ConfigError(fmt::format("{}: q = {} (W has {} categories a unit); correct one of them",
                                  model.source, model.integer("@q"), shape[1]));
  require_weights_fit(model.source, shape[0] * shape[1], shape[2]);
  return {.sites = shape[0],
          .q = shape[1],
          .hidden = shape[2],
          .W = finite_reals(model, "W", shape),
          .b = finite_reals(model, "b", {shape[0], shape[1]}),
          .c = finite_reals(model, "c", {shape[2]})};
}

Record to_record(PottsMachine const& machine) {
  Record model;
  model.attributes["@kind"] = std::string("rbm");
  set_units(model, {.visible = kPotts});
  model.attributes["@q"] = static_cast<std::int64_t>(machine.q);
  model.set("W", {machine.sites, machine.q, machine.hidden}, machine.W);
  model.set("b", {machine.sites, machine.q}, machine.b);
  model.set("c", machine.c);
  return model;
}

Record generate_potts(ShortForm const& form) {
  std::size_t const q = form.count("q", 0);
  require_categories("model " + form.text, q);
  RbmParameters weights = generated_weights(form, form.sizes[0] * q, {"q"});
  Record model = to_record(PottsMachine{.sites = form.sizes[0],
                                        .q = q,
                                        .hidden = weights.hidden,
                                        .W = std::move(weights.W),
                                        .b = std::move(weights.b),
                                        .c = std::move(weights.c)});
  model.source = form.text;
  return model;
}

PottsMachine at_temperature(PottsMachine machine, double beta) {
  scale(machine.W, beta);
  scale(machine.b, beta);
  scale(machine.c, beta);
  return machine;
}

std::vector<double> log_rates(Reference const& reference, std::size_t sites, std::size_t q) {
  if (reference.mean.empty()) return std::vector<double>(sites * q, 0.0);
  if (reference.mean.size() != sites * q)
    throw ConfigError(fmt::format(
        "reference has {} rates (the model has {} units of {} categories); give a data set of that "
        "width",
        reference.mean.size(), sites, q));
  std::vector<double> rates = reference.mean;
  for (double& rate : rates) {
    if (!(rate >= 0 && rate <= 1))
      throw ConfigError(fmt::format(
          "reference has a rate of {} (rates of categories are in [0, 1]); use other data", rate));
    rate = std::max(rate, kRateMargin);
  }
  for (std::size_t i = 0; i < sites; ++i) {
    double sum = 0;
    for (std::size_t a = 0; a < q; ++a) sum += rates[i * q + a];
    for (std::size_t a = 0; a < q; ++a) rates[i * q + a] = std::log(rates[i * q + a] / sum);
  }
  return rates;
}

}  // namespace lnz
