#include "models/pairwise/boltzmann_parameters.hpp"

#include "core/memory.hpp"
#include "lnz/error.hpp"
#include "models/checked_model.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lnz {
namespace {

constexpr std::int64_t kMostUnits = std::int64_t{1} << 15;  ///< 2^30 links, 8 GiB
constexpr double kCopies = 5;  ///< of the links: the record, at beta, a graph, two products

void require_sides(Record const& model, std::int64_t visible, std::int64_t hidden) {
  if (visible < 1 || hidden < 0 || visible > kMostUnits || hidden > kMostUnits - visible)
    throw ConfigError(
        fmt::format("{}: nv = {} and nh = {} (a machine has visible units, and at most {} in all); "
                    "correct them",
                    model.source, visible, hidden, kMostUnits));
  auto const units = static_cast<double>(visible + hidden);
  require_memory(kCopies * sizeof(double) * units * units,
                 fmt::format("{}: a machine of {} units", model.source, visible + hidden),
                 "use fewer units");
}

std::vector<double> symmetric(Record const& model, std::string const& key, std::size_t n) {
  std::vector<double> const links = finite_reals_or_zeros(model, key, {n, n});
  for (std::size_t i = 0; i < n; ++i) {
    if (links[i * n + i] != 0)
      throw ConfigError(
          fmt::format("{}: {}[{}, {}] = {} (a bit has no link to itself: x x = x is a bias); put "
                      "half of it into the bias and set the diagonal to 0",
                      model.source, key, i, i, links[i * n + i]));
    for (std::size_t j = 0; j < i; ++j)
      if (links[i * n + j] != links[j * n + i])
        throw ConfigError(fmt::format(
            "{}: {}[{}, {}] = {} but {}[{}, {}] = {} (links are symmetric); make them their mean",
            model.source, key, j, i, links[j * n + i], key, i, j, links[i * n + j]));
  }
  return links;
}

bool any(std::vector<double> const& values) {
  return std::ranges::any_of(values, [](double x) { return x != 0; });
}

}  // namespace

bool BoltzmannParameters::visible_linked() const { return any(L); }
bool BoltzmannParameters::hidden_linked() const { return any(J); }

BoltzmannParameters boltzmann_parameters(Record const& model) {
  require_kind(model, "boltzmann");
  std::int64_t const nv = model.integer("@nv"), nh = model.integer("@nh");
  require_sides(model, nv, nh);
  auto const visible = static_cast<std::size_t>(nv), hidden = static_cast<std::size_t>(nh);
  return {.visible = visible,
          .hidden = hidden,
          .W = finite_reals_or_zeros(model, "W", {visible, hidden}),
          .L = symmetric(model, "L", visible),
          .J = symmetric(model, "J", hidden),
          .b = finite_reals_or_zeros(model, "b", {visible}),
          .c = finite_reals_or_zeros(model, "c", {hidden})};
}

Record to_record(BoltzmannParameters const& machine) {
  std::size_t const nv = machine.visible, nh = machine.hidden;
  Record model;
  model.attributes["@kind"] = std::string("boltzmann");
  model.attributes["@nv"] = static_cast<std::int64_t>(nv);
  model.attributes["@nh"] = static_cast<std::int64_t>(nh);
  model.set("W", {nv, nh}, machine.W);
  model.set("L", {nv, nv}, machine.L);
  model.set("J", {nh, nh}, machine.J);
  model.set("b", machine.b);
  model.set("c", machine.c);
  return model;
}

BoltzmannParameters at_temperature(BoltzmannParameters machine, double beta) {
  for (std::vector<double>* values : {&machine.W, &machine.L, &machine.J, &machine.b, &machine.c})
    scale(*values, beta);
  return machine;
}

}  // namespace lnz
