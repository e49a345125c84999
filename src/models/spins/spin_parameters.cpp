#include "models/spins/spin_parameters.hpp"

#include "lnz/error.hpp"
#include "models/checked_model.hpp"

#include <fmt/format.h>

namespace lnz {

/// SpinSystem counts bonds from both ends in 32 bits.
constexpr std::size_t kMostBonds = std::size_t{1} << 30;

SpinParameters spin_parameters(Record const& model) {
  require_kind(model, "spins");
  SpinParameters system;
  system.sites = unit_count(model, model.integer("@n"));
  std::vector<std::int64_t> const ends = model.integers("edges", 2);
  std::size_t const bonds = model.shape("edges")[0];
  if (model.shape("edges")[1] != 2)
    throw ConfigError(
        fmt::format("{}: dataset 'edges' has shape [{}, {}] (a bond has two ends); "
                    "make it [bonds, 2]",
                    model.source, bonds, model.shape("edges")[1]));
  if (bonds > kMostBonds)
    throw ConfigError(
        fmt::format("{}: {} bonds (more than 2^30 do not fit); remove some", model.source, bonds));
  require_bonds_fit(model.source, system.sites, bonds);
  auto const outside = [&](std::int64_t site) {
    return site < 0 || static_cast<std::size_t>(site) >= system.sites;
  };
  system.edges.reserve(bonds);
  for (std::size_t e = 0; e < bonds; ++e) {
    std::int64_t const i = ends[2 * e], j = ends[2 * e + 1];
    if (outside(i) || outside(j))
      throw ConfigError(
          fmt::format("{}: edge {} joins sites {} and {} (sites are numbered 0 to {}); "
                      "correct edges or n",
                      model.source, e, i, j, system.sites - 1));
    if (i == j)
      throw ConfigError(
          fmt::format("{}: edge {} joins site {} to itself (s s = 1 is only a constant); "
                      "remove it",
                      model.source, e, i));
    system.edges.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j)});
  }
  system.J = finite_reals(model, "J", {bonds});
  system.h = finite_reals_or_zeros(model, "h", {system.sites});
  return system;
}

Record to_record(SpinParameters const& system) {
  Record model;
  model.attributes["@kind"] = std::string("spins");
  model.attributes["@n"] = static_cast<std::int64_t>(system.sites);
  std::vector<std::int32_t> ends;
  ends.reserve(2 * system.edges.size());
  for (auto const& [i, j] : system.edges) ends.insert(ends.end(), {i, j});
  model.arrays["edges"] = {{system.edges.size(), 2}, std::move(ends)};
  model.set("J", system.J);
  model.set("h", system.h);
  return model;
}

SpinParameters at_temperature(SpinParameters system, double beta) {
  scale(system.J, beta);
  scale(system.h, beta);
  return system;
}

}  // namespace lnz
