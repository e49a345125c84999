#include "models/rbm/rbm_parameters.hpp"

#include "core/memory.hpp"
#include "core/short_form.hpp"
#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"
#include "models/checked_model.hpp"

#include <fmt/format.h>

#include <utility>

namespace lnz {
namespace {

/// 2^30 weights take 8 GiB.
constexpr std::size_t kMostWeights = std::size_t{1} << 30;
constexpr double kCopies = 3;  ///< of the weights: in the record, at beta, as the kernels take them

void require_bernoulli(Record const& model) {
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

void require_size(std::string const& source, std::size_t visible, std::size_t hidden) {
  if (visible == 0 || hidden == 0)
    throw ConfigError(fmt::format("{}: {} x {} weights (an rbm has units on both sides); add some",
                                  source, visible, hidden));
  if (visible > kMostWeights / hidden)
    throw ConfigError(
        fmt::format("{}: {} x {} weights (more than 2^30 do not fit); use fewer units", source,
                    visible, hidden));
  require_memory(kCopies * sizeof(double) * static_cast<double>(visible * hidden), source,
                 "use fewer units");
}

}  // namespace

RbmParameters rbm_parameters(Record const& model) {
  require_kind(model, "rbm");
  require_bernoulli(model);
  std::vector<double> const weights = model.reals("W", 2);
  std::size_t const visible = model.shape("W")[0], hidden = model.shape("W")[1];
  require_size(model.source, visible, hidden);
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
  form.allow({"weights", "scale", "seed", "bias"});
  if (form.sizes.size() != 2)
    throw ConfigError("model " + form.text +
                      ": an rbm has two sizes (visible and hidden units); write rbm:784x500");
  if (std::string const weights = form.text_of("weights", "normal"); weights != "normal")
    throw ConfigError("model " + form.text + ": weights = '" + weights +
                      "' (only 'normal' is known); write weights=normal");
  require_size("model " + form.text, form.sizes[0], form.sizes[1]);

  Stream random(form.count("seed", 0), Purpose::couplings, 0, 0);
  auto const normals = [&](std::size_t n, double scale) {
    std::vector<double> values(n);
    if (scale != 0)
      for (double& value : values) value = scale * random.normal();
    return values;
  };
  RbmParameters machine{
      .visible = form.sizes[0], .hidden = form.sizes[1], .W = {}, .b = {}, .c = {}};
  machine.W = normals(machine.visible * machine.hidden, form.number("scale", 0.05));
  machine.b = normals(machine.visible, form.number("bias", 0));
  machine.c = normals(machine.hidden, form.number("bias", 0));
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
