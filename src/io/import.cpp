#include "io/import.hpp"

#include "io/edge_list.hpp"
#include "io/input_file.hpp"
#include "io/mat_file.hpp"
#include "io/npz.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace lnz {
namespace {

constexpr std::string_view kHdf5 = "\x89HDF\r\n\x1a\n";

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
  if (values.size() != length || std::ranges::max(file.shape(name)) != length)
    throw ConfigError(fmt::format("{}: {} is {} (a list of {} is needed); correct it", file.source,
                                  name, shape_text(file.shape(name)), length));
  return values;
}

/// kind `rbm` from arrays of these names.
Record to_rbm(Record const& file, std::array<std::string, 3> const& names) {
  auto const& [W, b, c] = names;
  for (std::string const& name : names)
    if (!file.has(name))
      throw ConfigError(
          fmt::format("{} has no numeric array {} (an RBM is {}); add it under this name",
                      file.source, name, fmt::join(names, ", ")));
  std::vector<std::size_t> const& shape = file.shape(W);
  if (shape.size() != 2 || shape[0] == 0 || shape[1] == 0)
    throw ConfigError(fmt::format("{}: {} is {} (weights are visible x hidden); correct it",
                                  file.source, W, shape_text(shape)));
  Record model;
  model.source = file.source;
  model.attributes["@kind"] = std::string("rbm");
  model.attributes["@visible"] = std::string("bernoulli");
  model.set("W", shape, finite(file, W));
  model.set("b", finite_list(file, b, shape[0]));
  model.set("c", finite_list(file, c, shape[1]));
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
  if (sites < 1 || highest >= sites || std::ranges::any_of(edges, [](auto i) { return i < 0; }))
    throw ConfigError(
        fmt::format("{}: edges name sites outside 0 to {} (sites count from 0); correct edges or n",
                    file.source, sites - 1));
  model.attributes["@n"] = sites;
  model.arrays["edges"] = {{m, 2}, std::move(edges)};
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
  return model;
}

Record from_npz(std::string const& path) {
  Record const file = read_npz(read_input(path), {"W", "b", "c", "J", "edges", "h", "n"}, path);
  if (file.has("W")) return to_rbm(file, {"W", "b", "c"});
  if (file.has("J")) return to_spins(file);
  throw ConfigError(fmt::format(
      "{} has neither W, b, c (an RBM) nor J (spins); save the arrays under these names", path));
}

/// From column-major to row-major order of the visible units.
void transpose_pixels(Record& model, std::string const& size) {
  std::size_t const cross = size.find('x');
  auto const height = as_count(size.substr(0, cross));
  auto const width = as_count(cross == std::string::npos ? "" : size.substr(cross + 1));
  if (!height || !width || *height == 0 || *width == 0)
    throw ConfigError(
        fmt::format("transpose-pixels = {} (not HEIGHTxWIDTH); write e.g. 28x28", in_quotes(size)));
  if (model.text("@kind") != "rbm")
    throw ConfigError(fmt::format("{} has no pixels (it is of kind {}); leave out transpose-pixels",
                                  model.source, model.text("@kind")));
  std::vector<double> const W = model.reals("W"), b = model.reals("b");
  std::size_t const visible = b.size(), hidden = model.shape("W")[1];
  if (visible % *height != 0 || visible / *height != *width)
    throw ConfigError(
        fmt::format("transpose-pixels = {} (the model has {} visible units); write a size of "
                    "so many pixels",
                    in_quotes(size), visible));
  std::vector<double> new_W(W.size()), new_b(visible);
  for (std::size_t row = 0; row < *height; ++row)
    for (std::size_t column = 0; column < *width; ++column) {
      std::size_t const from = column * *height + row, to = row * *width + column;
      new_b[to] = b[from];
      std::copy_n(W.begin() + static_cast<std::ptrdiff_t>(from * hidden), hidden,
                  new_W.begin() + static_cast<std::ptrdiff_t>(to * hidden));
    }
  model.set("W", {visible, hidden}, std::move(new_W));
  model.set("b", std::move(new_b));
}

Record read_foreign(std::string const& path) {
  std::string const start = read_input(path, kHdf5.size());
  if (start == kHdf5)
    throw ConfigError(
        fmt::format("{} is an HDF5 file (no foreign layout of these is read); if it is a model "
                    "file, use it as it is",
                    path));
  if (looks_like_mat(start) || path.ends_with(".mat"))
    return to_rbm(read_mat(read_input(path), path), {"vishid", "visbiases", "hidbiases"});
  if (looks_like_zip(start) || path.ends_with(".npz")) return from_npz(path);
  return read_edge_list(read_input(path), path);
}

}  // namespace

Record import_model(std::string const& path, ImportOptions const& options) {
  Record model = read_foreign(path);
  if (!options.transpose_pixels.empty()) transpose_pixels(model, options.transpose_pixels);
  return model;
}

}  // namespace lnz
