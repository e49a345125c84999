#include "io/named_arrays.hpp"

#include "lnz/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace lnz {
namespace {

/// Weights and biases of an RBM under the names of some program.
struct RbmNames {
  std::array<std::string, 3> W_b_c;
  bool hidden_first;  ///< W is [nh, nv]
};

std::vector<RbmNames> const& rbm_names() {
  static std::vector<RbmNames> const names = {
      {{"W", "b", "c"}, false},
      {{"vishid", "visbiases", "hidbiases"}, false},
      {{"weight_matrix", "vbias", "hbias"}, false},
      {{"components_", "intercept_visible_", "intercept_hidden_"}, true}};
  return names;
}

constexpr std::int64_t kMostSites = std::numeric_limits<std::int32_t>::max();

std::string shape_text(std::vector<std::size_t> const& shape) {
  return shape.empty() ? "a single number" : fmt::format("{}", fmt::join(shape, " x "));
}

/// A finite array of the foreign file.
std::vector<double> finite(Record const& file, std::string const& name) {
  std::vector<double> values = file.reals(name);
  if (!std::ranges::all_of(values, [](double x) { return std::isfinite(x); }))
    throw ConfigError(fmt::format(
        "{}: {} holds NaN or infinite numbers (a model has none); correct it", file.source, name));
  return values;
}

std::vector<double> finite_list(Record const& file, std::string const& name, std::size_t length) {
  std::vector<double> values = finite(file, name);
  // MATLAB has no lists, only matrices of one row or column.
  std::vector<std::size_t> const& shape = file.shape(name);
  if (values.size() != length || shape.empty() || std::ranges::max(shape) != length)
    throw ConfigError(fmt::format("{}: {} is {} (a list of {} is needed); correct it", file.source,
                                  name, shape_text(file.shape(name)), length));
  return values;
}

/// [nv, nh] of an array that is [nh, nv].
std::vector<double> transposed(std::vector<double> const& W, std::size_t nv, std::size_t nh) {
  std::vector<double> out(W.size());
  for (std::size_t i = 0; i < nv; ++i)
    for (std::size_t j = 0; j < nh; ++j) out[i * nh + j] = W[j * nv + i];
  return out;
}

Record to_rbm(Record const& file, RbmNames const& names) {
  auto const& [W, b, c] = names.W_b_c;
  for (std::string const& name : names.W_b_c)
    if (!file.has(name))
      throw ConfigError(
          fmt::format("{} has no numeric array {} (an RBM is {}); add it under this name",
                      file.source, name, fmt::join(names.W_b_c, ", ")));
  for (std::string const name : {"L", "J"})
    if (file.has(name))
      throw ConfigError(
          fmt::format("{} has {} beside {} (units linked within a layer are no RBM); write a model "
                      "file of kind boltzmann with h5py",
                      file.source, name, W));
  std::vector<std::size_t> shape = file.shape(W);
  if (shape.size() != 2 || shape[0] == 0 || shape[1] == 0)
    throw ConfigError(fmt::format("{}: {} is {} (weights are {}); correct it", file.source, W,
                                  shape_text(shape),
                                  names.hidden_first ? "hidden x visible" : "visible x hidden"));
  std::vector<double> weights = finite(file, W);
  if (names.hidden_first) {
    std::swap(shape[0], shape[1]);
    weights = transposed(weights, shape[0], shape[1]);
  }
  Record model;
  model.source = file.source;
  model.attributes["@kind"] = std::string("rbm");
  model.attributes["@visible"] = std::string(file.has("sigma") ? "gaussian" : "bernoulli");
  model.set("W", shape, std::move(weights));
  model.set("b", finite_list(file, b, shape[0]));
  model.set("c", finite_list(file, c, shape[1]));
  if (file.has("sigma")) model.set("sigma", finite_list(file, "sigma", shape[0]));
  return model;
}

/// The bonds of a symmetric or triangular matrix of couplings, each once.
void add_bonds_of_matrix(Record const& file, Record& model) {
  std::size_t const n = file.shape("J")[0];
  std::vector<double> const matrix = finite(file, "J");
  auto const is_zero_side = [&](bool upper) {
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (matrix[upper ? j * n + i : i * n + j] != 0) return false;
    return true;
  };
  bool const triangular = is_zero_side(true) || is_zero_side(false);
  std::vector<std::int32_t> edges;
  std::vector<double> J;
  for (std::size_t i = 0; i < n; ++i) {
    if (matrix[i * n + i] != 0)
      throw ConfigError(
          fmt::format("{}: J[{}, {}] = {} (a spin has no bond to itself); set the diagonal "
                      "to 0",
                      file.source, i, i, matrix[i * n + i]));
    for (std::size_t j = i + 1; j < n; ++j) {
      double const above = matrix[i * n + j], below = matrix[j * n + i];
      if (!triangular && above != below)
        throw ConfigError(fmt::format(
            "{}: J[{}, {}] = {} but J[{}, {}] = {} (couplings are symmetric, or one triangle is "
            "0); correct it",
            file.source, i, j, above, j, i, below));
      double const coupling = triangular ? above + below : above;
      if (coupling == 0) continue;
      edges.insert(edges.end(), {static_cast<std::int32_t>(i), static_cast<std::int32_t>(j)});
      J.push_back(coupling);
    }
  }
  model.attributes["@n"] = static_cast<std::int64_t>(n);
  model.arrays["edges"] = {{J.size(), 2}, std::move(edges)};
  model.set("J", std::move(J));
}

void add_bonds_of_list(Record const& file, Record& model) {
  std::vector<std::int64_t> edges = file.integers("edges", 2);
  std::size_t const m = file.shape("edges")[0];
  if (file.shape("edges")[1] != 2)
    throw ConfigError(fmt::format("{}: edges is {} (an edge is two sites); reshape it to m x 2",
                                  file.source, shape_text(file.shape("edges"))));
  std::vector<double> J = finite_list(file, "J", m);
  std::int64_t const highest = edges.empty() ? -1 : std::ranges::max(edges);
  std::int64_t sites = highest + 1;
  if (file.has("h")) sites = static_cast<std::int64_t>(finite(file, "h").size());
  if (file.has("n")) {
    std::vector<std::int64_t> const n = file.integers("n");
    sites = n.size() == 1 ? n[0] : -1;
  }
  if (sites < 1 || highest >= std::min(sites, kMostSites) ||
      std::ranges::any_of(edges, [](auto i) { return i < 0; }))
    throw ConfigError(
        fmt::format("{}: edges name sites outside 0 to {} (sites count from 0); correct edges or n",
                    file.source, std::min(sites, kMostSites) - 1));
  model.attributes["@n"] = sites;
  model.arrays["edges"] = {{m, 2}, std::vector<std::int32_t>(edges.begin(), edges.end())};
  model.set("J", std::move(J));
}

Record to_spins(Record const& file) {
  Record model;
  model.source = file.source;
  model.attributes["@kind"] = std::string("spins");
  if (file.has("edges")) {
    add_bonds_of_list(file, model);
  } else {
    std::vector<std::size_t> const& shape = file.shape("J");
    if (shape.size() != 2 || shape[0] != shape[1] || shape[0] == 0)
      throw ConfigError(
          fmt::format("{}: J is {} (couplings are n x n, or a list beside edges); correct it",
                      file.source, shape_text(shape)));
    add_bonds_of_matrix(file, model);
  }
  if (file.has("h"))
    model.set("h", finite_list(file, "h", static_cast<std::size_t>(model.integer("@n"))));
  if (file.has("ids")) {
    finite_list(file, "ids", static_cast<std::size_t>(model.integer("@n")));
    model.arrays["ids"] = {{file.arrays.at("ids").size()}, file.integers("ids")};
  }
  return model;
}

void add_energy_offset(Record const& file, Record& model) {
  if (!file.has("energy_offset")) return;
  std::vector<double> const offset = finite(file, "energy_offset");
  if (offset.size() != 1)
    throw ConfigError(fmt::format("{}: energy_offset is {} (it is a single number); correct it",
                                  file.source, shape_text(file.shape("energy_offset"))));
  model.attributes["@energy_offset"] = offset[0];
}

}  // namespace

std::set<std::string> model_array_names() {
  std::set<std::string> all{"sigma", "L", "J", "edges", "h", "n", "ids", "energy_offset"};
  for (RbmNames const& names : rbm_names()) all.insert(names.W_b_c.begin(), names.W_b_c.end());
  return all;
}

Record model_of_arrays(Record const& file) {
  auto const names = std::ranges::find_if(
      rbm_names(), [&](RbmNames const& some) { return file.has(some.W_b_c[0]); });
  if (names == rbm_names().end() && !file.has("J"))
    throw ConfigError(fmt::format(
        "{} has no numeric arrays of a model (an RBM is W, b, c, or vishid, visbiases, hidbiases, "
        "or components_, intercept_visible_, intercept_hidden_; spins are J); save them under "
        "these names",
        file.source));
  Record model = names == rbm_names().end() ? to_spins(file) : to_rbm(file, *names);
  add_energy_offset(file, model);
  return model;
}

}  // namespace lnz
