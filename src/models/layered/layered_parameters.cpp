#include "models/layered/layered_parameters.hpp"

#include "lnz/error.hpp"
#include "models/checked_model.hpp"
#include "models/rbm/normal_weights.hpp"

#include <fmt/format.h>

#include <utility>

namespace lnz {
namespace {

void require_layers(std::string const& source, std::vector<std::size_t> const& layers) {
  if (layers.size() < 2)
    throw ConfigError(
        fmt::format("{}: {} layer{} (a layered machine has a visible and a hidden one at least); "
                    "add layers",
                    source, layers.size(), layers.size() == 1 ? "" : "s"));
  auto const [even, odd] = units_of_sides(layers);
  require_weights_fit(source, even, odd);
}

std::string weights_of(std::size_t l) { return fmt::format("W{}", l + 1); }
std::string bias_of(std::size_t l) { return fmt::format("b{}", l); }

}  // namespace

std::array<std::size_t, 2> units_of_sides(std::vector<std::size_t> const& layers) {
  std::array<std::size_t, 2> sides{};
  for (std::size_t l = 0; l < layers.size(); ++l) sides[l % 2] += layers[l];
  return sides;
}

LayeredParameters layered_parameters(Record const& model, std::string const& kind) {
  require_kind(model, kind);
  LayeredParameters machine;
  for (std::int64_t const units : model.integer_list("@layers"))
    machine.layers.push_back(unit_count(model, units));
  require_layers(model.source, machine.layers);
  std::size_t const layers = machine.layers.size();
  for (std::size_t l = 0; l + 1 < layers; ++l)
    machine.W.push_back(
        finite_reals(model, weights_of(l), {machine.layers[l], machine.layers[l + 1]}));
  for (std::size_t l = 0; l < layers; ++l)
    machine.b.push_back(finite_reals(model, bias_of(l), {machine.layers[l]}));
  if (model.has(weights_of(layers - 1)) || model.has(bias_of(layers)))
    throw ConfigError(
        fmt::format("{}: weights or biases of more than the {} layers of attribute 'layers' (which "
                    "of them count is not clear); correct it",
                    model.source, layers));
  return machine;
}

Record to_record(LayeredParameters const& machine, std::string const& kind) {
  Record model;
  model.attributes["@kind"] = kind;
  model.attributes["@layers"] =
      std::vector<std::int64_t>(machine.layers.begin(), machine.layers.end());
  for (std::size_t l = 0; l < machine.depth(); ++l)
    model.set(weights_of(l), {machine.layers[l], machine.layers[l + 1]}, machine.W[l]);
  for (std::size_t l = 0; l < machine.layers.size(); ++l) model.set(bias_of(l), machine.b[l]);
  return model;
}

Record generate_layered(ShortForm const& form) {
  NormalWeights random(form);
  require_layers("model " + form.text, form.sizes);
  LayeredParameters machine{.layers = form.sizes, .W = {}, .b = {}};
  for (std::size_t l = 0; l + 1 < form.sizes.size(); ++l)
    machine.W.push_back(random.weights(form.sizes[l] * form.sizes[l + 1]));
  for (std::size_t const units : form.sizes) machine.b.push_back(random.biases(units));
  Record model = to_record(machine, form.kind);
  model.source = form.text;
  return model;
}

LayeredParameters at_temperature(LayeredParameters machine, double beta) {
  for (auto& weights : machine.W) scale(weights, beta);
  for (auto& biases : machine.b) scale(biases, beta);
  return machine;
}

}  // namespace lnz
