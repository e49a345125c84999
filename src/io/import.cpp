#include "io/import.hpp"

#include "io/bqpjson.hpp"
#include "io/coo.hpp"
#include "io/edge_list.hpp"
#include "io/h5_file.hpp"
#include "io/input_file.hpp"
#include "io/julia_rbm_file.hpp"
#include "io/mat_file.hpp"
#include "io/named_arrays.hpp"
#include "io/npz.hpp"
#include "io/raw_numbers.hpp"
#include "io/rbms_file.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace lnz {
namespace {

constexpr std::string_view kHdf5 = "\x89HDF\r\n\x1a\n", kMatlab73 = "MATLAB 7.3";

/// From column-major to row-major order of the visible units.
void transpose_pixels(Record& model, std::string const& size) {
  std::size_t const cross = size.find('x');
  auto const height = as_count(size.substr(0, cross));
  auto const width = as_count(cross == std::string::npos ? "" : size.substr(cross + 1));
  if (!height || !width || *height == 0 || *width == 0)
    throw ConfigError(
        fmt::format("transpose-pixels = {} (not HEIGHTxWIDTH); write e.g. 28x28", in_quotes(size)));
  if (model.text("@kind") != "rbm" || model.shape("W").size() != 2)
    throw ConfigError(fmt::format(
        "{} has no pixels (it is of kind {}{}); leave out transpose-pixels", model.source,
        model.text("@kind"), model.text("@kind") == "rbm" ? " with other units" : ""));
  std::size_t const visible = model.shape("W")[0];
  if (visible % *height != 0 || visible / *height != *width)
    throw ConfigError(
        fmt::format("transpose-pixels = {} (the model has {} visible units); write a size of "
                    "so many pixels",
                    in_quotes(size), visible));
  for (std::string const name : {"W", "b", "sigma"}) {
    if (!model.has(name)) continue;
    std::vector<double> const old = model.reals(name);
    std::vector<double> values(old.size());
    std::size_t const each = old.size() / visible;  // a row of W, or one number
    for (std::size_t row = 0; row < *height; ++row)
      for (std::size_t column = 0; column < *width; ++column)
        std::copy_n(old.begin() + static_cast<std::ptrdiff_t>((column * *height + row) * each),
                    each,
                    values.begin() + static_cast<std::ptrdiff_t>((row * *width + column) * each));
    model.set(name, std::vector<std::size_t>(model.shape(name)), std::move(values));
  }
}

Record read_text(std::string const& text, std::string const& path) {
  std::size_t const first = text.find_first_not_of(" \t\r\n");
  if (path.ends_with(".json") || (first != std::string::npos && text[first] == '{'))
    return spins_of(read_bqpjson(text, path), path);
  if (path.ends_with(".coo") || looks_like_coo(text)) return spins_of(read_coo(text, path), path);
  return read_edge_list(text, path);
}

/// The names of what a file of a foreign layout holds, and the model they are.
Record read_foreign_h5(std::string const& path, bool from_matlab, ImportOptions const& options) {
  bool julia = false, rbms = false;
  auto const choose = [&](std::vector<std::string> const& datasets) {
    julia = looks_like_julia_rbm(datasets);
    rbms = !julia && looks_like_rbms(datasets);
    if (julia) return julia_rbm_datasets(datasets);
    if (rbms) return rbms_datasets(datasets, options.update, path);
    std::vector<std::string> known;
    std::set<std::string> const names = model_array_names();
    std::ranges::copy_if(datasets, std::back_inserter(known),
                         [&](std::string const& name) { return names.contains(name); });
    return known;
  };
  Record file = read_h5_chosen(path, choose);
  if (file.has("@format"))
    throw ConfigError(
        fmt::format("{} is a file of lnz (import is for those of other programs); "
                    "use it as it is",
                    path));
  if (julia) return model_of_julia_rbm(file);
  if (rbms) return model_of_rbms(file);
  if (from_matlab)
    for (auto& [name, array] : file.arrays) array = reversed_axes(std::move(array));
  return model_of_arrays(file);
}

Record read_foreign(std::string const& path, ImportOptions const& options) {
  std::string const start = read_input(path, kMatlab73.size());
  if (start.starts_with(kHdf5) || start == kMatlab73)
    return read_foreign_h5(path, start == kMatlab73, options);
  if (looks_like_mat(start) || path.ends_with(".mat"))
    return model_of_arrays(read_mat(read_input(path), path));
  if (looks_like_zip(start) || path.ends_with(".npz"))
    return model_of_arrays(read_npz(read_input(path), model_array_names(), path));
  return read_text(read_input(path), path);
}

}  // namespace

Record import_model(std::string const& path, ImportOptions const& options) {
  Record model = read_foreign(path, options);
  if (!options.transpose_pixels.empty()) transpose_pixels(model, options.transpose_pixels);
  return model;
}

}  // namespace lnz
