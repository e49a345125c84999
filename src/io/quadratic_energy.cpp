#include "io/quadratic_energy.hpp"

#include "core/memory.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lnz {
namespace {

using Variables = QuadraticEnergy::Variables;

constexpr std::int64_t kMostSites = std::numeric_limits<std::int32_t>::max();
constexpr double kSiteBytes = 2 * sizeof(double);

/// x_i = (1 + s_i) / 2.
QuadraticEnergy to_spins(QuadraticEnergy const& bits) {
  QuadraticEnergy spins{Variables::spins, bits.ids, bits.constant, bits.linear, {}};
  for (double& a : spins.linear) {
    a /= 2;
    spins.constant += a;
  }
  for (auto const& [pair, q] : bits.quadratic) {
    auto const [i, j] = pair;
    spins.quadratic[pair] = q / 4;
    spins.linear[static_cast<std::size_t>(i)] += q / 4;
    spins.linear[static_cast<std::size_t>(j)] += q / 4;
    spins.constant += q / 4;
  }
  return spins;
}

/// s_i = 2 x_i - 1.
QuadraticEnergy to_bits(QuadraticEnergy const& spins) {
  QuadraticEnergy bits{Variables::bits, spins.ids, spins.constant, spins.linear, {}};
  for (double& a : bits.linear) {
    bits.constant -= a;
    a *= 2;
  }
  for (auto const& [pair, q] : spins.quadratic) {
    auto const [i, j] = pair;
    bits.quadratic[pair] = 4 * q;
    bits.linear[static_cast<std::size_t>(i)] -= 2 * q;
    bits.linear[static_cast<std::size_t>(j)] -= 2 * q;
    bits.constant += q;
  }
  return bits;
}

std::vector<std::int64_t> counted(std::size_t n) {
  std::vector<std::int64_t> ids(n);
  std::iota(ids.begin(), ids.end(), 0);
  return ids;
}

[[noreturn]] void refuse(Record const& model, std::string const& why) {
  throw ConfigError(fmt::format("{} has no quadratic energy to write ({}); see lnz model show",
                                model.source, why));
}

void require_length(Record const& model, std::string const& key, std::size_t length) {
  if (model.shape(key) != std::vector<std::size_t>{length})
    refuse(model, fmt::format("{} is no list of {}", key, length));
}

QuadraticEnergy of_spins(Record const& model) {
  std::int64_t const n = model.integer("@n");
  std::vector<std::int64_t> const ends = model.integers("edges", 2);
  std::vector<double> const J = model.reals("J", 1);
  if (n < 1 || n > kMostSites || ends.size() != 2 * J.size() ||
      std::ranges::any_of(ends, [&](std::int64_t i) { return i < 0 || i >= n; }))
    refuse(model, "edges, J and n do not fit together");
  auto const sites = static_cast<std::size_t>(n);
  require_memory(static_cast<double>(sites) * kSiteBytes, model.source, "use a machine with more");
  QuadraticEnergy energy{Variables::spins, counted(sites), 0, std::vector<double>(sites), {}};
  if (model.has("h")) {
    require_length(model, "h", sites);
    energy.linear = model.reals("h");
    for (double& a : energy.linear) a = 0 - a;
  }
  if (model.has("ids")) {
    require_length(model, "ids", sites);
    energy.ids = model.integers("ids");
  }
  for (std::size_t e = 0; e < J.size(); ++e) {
    if (ends[2 * e] == ends[2 * e + 1]) refuse(model, "an edge joins a spin to itself");
    energy.add(static_cast<std::int32_t>(ends[2 * e]), static_cast<std::int32_t>(ends[2 * e + 1]),
               0 - J[e]);
  }
  return energy;
}

QuadraticEnergy of_rbm(Record const& model) {
  auto const units = [&](std::string const& key) {
    return model.has(key) ? model.text(key) : "bernoulli";
  };
  std::string const type = units("@visible");
  if ((type != "bernoulli" && type != "spin") || units("@hidden") != type)
    refuse(model, fmt::format("its units are {} and {}, not all bits or all spins", type,
                              units("@hidden")));
  std::vector<double> const W = model.reals("W", 2), b = model.reals("b", 1),
                            c = model.reals("c", 1);
  if (model.shape("W") != std::vector{b.size(), c.size()})
    refuse(model, "W, b and c do not fit together");
  std::size_t const n = b.size() + c.size();
  QuadraticEnergy energy{
      type == "spin" ? Variables::spins : Variables::bits, counted(n), 0, {}, {}};
  for (double const field : b) energy.linear.push_back(0 - field);
  for (double const field : c) energy.linear.push_back(0 - field);
  for (std::size_t i = 0; i < b.size(); ++i)
    for (std::size_t j = 0; j < c.size(); ++j)
      energy.add(static_cast<std::int32_t>(i), static_cast<std::int32_t>(b.size() + j),
                 0 - W[i * c.size() + j]);
  return energy;
}

}  // namespace

void QuadraticEnergy::add(std::int32_t i, std::int32_t j, double value) {
  quadratic[std::minmax(i, j)] += value;
}

QuadraticEnergy in_variables(QuadraticEnergy energy, Variables variables) {
  if (energy.variables == variables) return energy;
  return variables == Variables::spins ? to_spins(energy) : to_bits(energy);
}

Record spins_of(QuadraticEnergy const& energy, std::string const& source) {
  QuadraticEnergy const spins = in_variables(energy, Variables::spins);
  std::size_t const n = spins.ids.size();
  if (n == 0)
    throw ConfigError(
        fmt::format("{} has no variables (a model needs some); check the path", source));
  std::vector<std::int32_t> edges;
  std::vector<double> J, h;
  for (auto const& [pair, q] : spins.quadratic) {
    edges.insert(edges.end(), {pair.first, pair.second});
    J.push_back(0 - q);
  }
  for (double const a : spins.linear) h.push_back(0 - a);
  auto const finite = [](double x) { return std::isfinite(x); };
  if (!std::isfinite(spins.constant) || !std::ranges::all_of(J, finite) ||
      !std::ranges::all_of(h, finite))
    throw ConfigError(fmt::format(
        "{}: its coefficients add up to more than 1e308 (not a finite energy); scale them",
        source));
  Record model;
  model.source = source;
  model.attributes["@kind"] = std::string("spins");
  model.attributes["@n"] = static_cast<std::int64_t>(n);
  model.arrays["edges"] = {{J.size(), 2}, std::move(edges)};
  model.set("J", std::move(J));
  if (std::ranges::any_of(h, [](double x) { return x != 0; })) model.set("h", std::move(h));
  if (spins.ids != counted(n)) model.arrays["ids"] = {{n}, spins.ids};
  if (spins.constant != 0) model.attributes["@energy_offset"] = spins.constant;
  return model;
}

QuadraticEnergy quadratic_energy_of(Record const& model) {
  std::string const kind = model.text("@kind");
  if (kind != "spins" && kind != "rbm")
    refuse(model, fmt::format("it is of kind {}, not spins or rbm", kind));
  QuadraticEnergy energy = kind == "rbm" ? of_rbm(model) : of_spins(model);
  if (model.has("@energy_offset")) energy.constant = model.number("@energy_offset");
  return energy;
}

}  // namespace lnz
