#include "models/rbm/rbm_parameters.hpp"

#include "core/short_form.hpp"
#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"
#include "models/checked_model.hpp"
#include "models/rbm/normal_weights.hpp"

#include <fmt/format.h>

#include <utility>

namespace lnz {
namespace {

void require_bernoulli(Record const& model) {
  if (model.has("@hidden") && model.text("@hidden") != "bernoulli")
    throw ConfigError(fmt::format(
        "{}: hidden = '{}' (this version samples hidden bits); give an rbm with hidden = bernoulli",
        model.source, model.text("@hidden")));
  if (!model.has("@visible")) return;
  std::string const visible = model.text("@visible");
  if (visible == "gaussian")
    throw ConfigError(model.source +
                      ": Gaussian visible units are not supported yet (this version samples bits); "
                      "give an rbm with visible = bernoulli");
  if (visible != "bernoulli")
    throw ConfigError(fmt::format("{}: visible = '{}' (no such unit); did you mean '{}'?",
                                  model.source, visible,
                                  nearest(visible, {"bernoulli", "gaussian"})));
}

}  // namespace

RbmParameters rbm_parameters(Record const& model) {
  require_kind(model, "rbm");
  require_bernoulli(model);
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

Record generate_rbm(ShortForm const& form) {
  NormalWeights random(form);
  if (form.sizes.size() != 2)
    throw ConfigError("model " + form.text +
                      ": an rbm has two sizes (visible and hidden units); write rbm:784x500");
  require_weights_fit("model " + form.text, form.sizes[0], form.sizes[1]);

  RbmParameters machine{
      .visible = form.sizes[0], .hidden = form.sizes[1], .W = {}, .b = {}, .c = {}};
  machine.W = random.weights(machine.visible * machine.hidden);
  machine.b = random.biases(machine.visible);
  machine.c = random.biases(machine.hidden);
  Record model = to_record(machine);
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
