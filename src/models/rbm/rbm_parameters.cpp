#include "models/rbm/rbm_parameters.hpp"

#include "core/short_form.hpp"
#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"
#include "models/checked_model.hpp"
#include "models/rbm/normal_weights.hpp"
#include "models/rbm/rbm_units.hpp"

#include <fmt/format.h>

#include <utility>

namespace lnz {

RbmParameters rbm_parameters(Record const& model) {
  require_kind(model, "rbm");
  if (RbmUnits const units = rbm_units(model); units.visible != kBits || units.hidden != kBits)
    throw ConfigError(
        fmt::format("{}: {} visible and {} hidden units (this takes an rbm of bits); give one of "
                    "bernoulli units",
                    model.source, units.visible, units.hidden));
  return rbm_weights(model);
}

RbmParameters rbm_weights(Record const& model) {
  require_kind(model, "rbm");
  std::vector<double> const weights = model.reals("W", 2);
  std::size_t const visible = model.shape("W")[0], hidden = model.shape("W")[1];
  require_weights_fit(model.source, visible, hidden);
  return {.visible = visible,
          .hidden = hidden,
          .W = finite_reals(model, "W", {visible, hidden}),
          .b = finite_reals(model, "b", {visible}),
          .c = finite_reals(model, "c", {hidden})};
}

Record to_record(RbmParameters const& machine) {
  Record model;
  model.attributes["@kind"] = std::string("rbm");
  model.attributes["@visible"] = std::string("bernoulli");
  model.set("W", {machine.visible, machine.hidden}, machine.W);
  model.set("b", machine.b);
  model.set("c", machine.c);
  return model;
}

RbmParameters generated_weights(ShortForm const& form, std::size_t visible,
                                std::vector<std::string> keys) {
  keys.insert(keys.end(), {"visible", "hidden"});
  NormalWeights random(form, keys);
  if (form.sizes.size() != 2)
    throw ConfigError("model " + form.text +
                      ": an rbm has two sizes (visible and hidden units); write rbm:784x500");
  require_weights_fit("model " + form.text, visible, form.sizes[1]);
  RbmParameters machine{.visible = visible, .hidden = form.sizes[1], .W = {}, .b = {}, .c = {}};
  machine.W = random.weights(machine.visible * machine.hidden);
  machine.b = random.biases(machine.visible);
  machine.c = random.biases(machine.hidden);
  return machine;
}

Record generate_rbm(ShortForm const& form) {
  Record model = to_record(generated_weights(form, form.sizes[0], {}));
  model.source = form.text;
  return model;
}

RbmParameters at_temperature(RbmParameters machine, double beta) {
  scale(machine.W, beta);
  scale(machine.b, beta);
  scale(machine.c, beta);
  return machine;
}

double log_unnormalised(RbmParameters const& machine, std::span<double const> v) {
  std::vector<double> field = machine.c;
  double sum = 0;
  for (std::size_t i = 0; i < machine.visible; ++i) {
    if (v[i] == 0) continue;
    sum += v[i] * machine.b[i];
    double const* const weights = machine.W.data() + i * machine.hidden;
    for (std::size_t j = 0; j < machine.hidden; ++j) field[j] += v[i] * weights[j];
  }
  for (double const x : field) sum += softplus(x);
  return sum;
}

}  // namespace lnz
