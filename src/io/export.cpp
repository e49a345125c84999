#include "io/export.hpp"

#include "io/atomic_file.hpp"
#include "io/bqpjson.hpp"
#include "io/coo.hpp"
#include "io/edge_list.hpp"
#include "io/mat_file.hpp"
#include "io/model_file.hpp"
#include "io/npz.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

using Variables = QuadraticEnergy::Variables;

/// Arrays tell Gaussian visible units by their sigma and categories by their W, but no others from
/// bits.
void require_units_that_show(Record const& model) {
  for (std::string const layer : {"visible", "hidden"}) {
    std::string const units = model.has("@" + layer) ? model.text("@" + layer) : "bernoulli";
    if (units == "spin" || (layer == "hidden" && units == "gaussian"))
      throw ConfigError(
          fmt::format("{} has {} units of type {} (arrays alone do not say so: they would be read "
                      "as bits); read the model file itself with h5py",
                      model.source, layer, units));
  }
}

/// The model's arrays, and its numbers as arrays of no dimension.
Record numbers_of(Record const& model) {
  require_units_that_show(model);
  Record numbers;
  numbers.source = model.source;
  for (auto const& [name, array] : model.arrays)
    if (name.find('/') == std::string::npos) numbers.arrays[name] = array;
  for (auto const& [key, value] : model.attributes) {
    if (!key.starts_with('@') || key == "@version") continue;
    std::string const name = key.substr(1);
    if (auto const* whole = std::get_if<std::int64_t>(&value))
      numbers.arrays[name] = {{}, std::vector<std::int64_t>{*whole}};
    if (auto const* real = std::get_if<double>(&value)) numbers.set(name, {}, {*real});
  }
  return numbers;
}

void rename(Record& file, std::string const& from, std::string const& to) {
  if (auto node = file.arrays.extract(from)) {
    node.key() = to;
    file.arrays.insert(std::move(node));
  }
}

std::string mat_of(Record const& model) {
  Record numbers = numbers_of(model);
  if (model.text("@kind") == "rbm") {
    rename(numbers, "W", "vishid");
    rename(numbers, "b", "visbiases");
    rename(numbers, "c", "hidbiases");
  }
  return mat_bytes(numbers);
}

QuadraticEnergy energy_for(Record const& model, std::string const& variables) {
  QuadraticEnergy energy = quadratic_energy_of(model);
  if (variables.empty()) return energy;
  if (variables != "bits" && variables != "spins")
    throw ConfigError(fmt::format("variables = {} (no such variables); write bits or spins",
                                  in_quotes(variables)));
  return in_variables(std::move(energy), variables == "bits" ? Variables::bits : Variables::spins);
}

struct Exported {
  std::string bytes;
  double log_z_change = 0;
};

Exported exported(std::string const& path, Record const& model, std::string const& variables) {
  double const offset = model.has("@energy_offset") ? model.number("@energy_offset") : 0;
  if (path.ends_with(".coo")) {
    QuadraticEnergy const energy = energy_for(model, variables);
    return {coo_text(energy), energy.constant - offset};
  }
  if (path.ends_with(".json"))
    return {bqpjson_text(energy_for(model, variables), "exported by lnz"), 0 - offset};
  if (!variables.empty())
    throw ConfigError(fmt::format(
        "{} has the model's own variables (--variables is for .coo and .json); leave it out",
        path));
  if (path.ends_with(".npz")) return {npz_bytes(numbers_of(model))};
  if (path.ends_with(".mat")) return {mat_of(model)};
  if (path.ends_with(".gset") || path.ends_with(".txt")) return {g_set_text(model)};
  if (path.ends_with(".csv")) return {edge_list_text(model)};
  throw ConfigError(fmt::format(
      "{} has no known ending (it says what is written); use .npz, .mat, .coo, .json, .gset, .txt "
      "or .csv",
      path));
}

}  // namespace

double export_model(std::string const& path, Record const& model, ExportOptions const& options) {
  check_new_model_file(path, options.overwrite);
  Exported const file = exported(path, model, options.variables);
  replace_file(path, file.bytes, false);
  return file.log_z_change;
}

}  // namespace lnz
