#include "io/import.hpp"

#include "io/bqpjson.hpp"
#include "io/coo.hpp"
#include "io/edge_list.hpp"
#include "io/input_file.hpp"
#include "io/mat_file.hpp"
#include "io/named_arrays.hpp"
#include "io/npz.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lnz {
namespace {

constexpr std::string_view kHdf5 = "\x89HDF\r\n\x1a\n";

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

Record read_text(std::string const& text, std::string const& path) {
  std::size_t const first = text.find_first_not_of(" \t\r\n");
  if (path.ends_with(".json") || (first != std::string::npos && text[first] == '{'))
    return spins_of(read_bqpjson(text, path), path);
  if (path.ends_with(".coo") || looks_like_coo(text)) return spins_of(read_coo(text, path), path);
  return read_edge_list(text, path);
}

Record read_foreign(std::string const& path) {
  std::string const start = read_input(path, kHdf5.size());
  if (start == kHdf5)
    throw ConfigError(
        fmt::format("{} is an HDF5 file (no foreign layout of these is read); if it is a model "
                    "file, use it as it is",
                    path));
  if (looks_like_mat(start) || path.ends_with(".mat"))
    return model_of_arrays(read_mat(read_input(path), path));
  if (looks_like_zip(start) || path.ends_with(".npz"))
    return model_of_arrays(read_npz(read_input(path), model_array_names(), path));
  return read_text(read_input(path), path);
}

}  // namespace

Record import_model(std::string const& path, ImportOptions const& options) {
  Record model = read_foreign(path);
  if (!options.transpose_pixels.empty()) transpose_pixels(model, options.transpose_pixels);
  return model;
}

}  // namespace lnz
