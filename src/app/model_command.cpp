#include "app/command.hpp"
#include "core/short_form.hpp"
#include "io/export.hpp"
#include "io/import.hpp"
#include "io/model_file.hpp"
#include "lnz/error.hpp"
#include "models/multiply.hpp"
#include "models/registry.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

void require_arguments(std::vector<std::string> const& words, std::size_t count,
                       std::string const& usage) {
  if (words.size() != count)
    throw ConfigError(fmt::format("lnz model {} takes {} arguments; write lnz model {}", words[0],
                                  count - 1, usage));
}

/// Its description; throws ConfigError unless the model is whole.
std::string checked_summary(Record const& model) {
  ModelKind const& kind = kind_of(model);
  if (!kind.has_path || kind.has_path(model)) kind.make(model, 1, {}, {});
  return kind.describe(model);
}

/// Writes the model once it has proved to be whole.
void keep(Record const& model, std::string const& path, bool overwrite) {
  std::string const summary = checked_summary(model);
  write_model_file(path, model, overwrite);
  fmt::print("{}: {} {}\n", path, kind_of(model).name, summary);
}

Record model_of(std::string const& name) {
  return is_short_form(name) ? generate_model(name) : read_model_file(name);
}

/// How ln Z of the model's other file follows from what lnz says.
void print_log_z_change(std::string const& other, double change) {
  if (change != 0)
    fmt::print("ln Z of {} = ln Z {} {}  (times beta)\n", other, change < 0 ? '-' : '+',
               std::abs(change));
}

double energy_offset(Record const& model) {
  return model.has("@energy_offset") ? model.number("@energy_offset") : 0;
}

/// A lattice as the bonds it has, for files that know no lattices.
Record without_lattice(Record const& model) {
  if (model.text("@kind") != "ising") return model;
  Record spins = to_record(to_spins(lattice_parameters(model)));
  spins.source = model.source;
  if (model.has("@energy_offset")) spins.attributes["@energy_offset"] = energy_offset(model);
  return spins;
}

void write_foreign(std::string const& name, std::string const& path, Options const& options) {
  Record const model = model_of(name);
  std::string const summary = checked_summary(model);
  double const change =
      export_model(path, without_lattice(model),
                   {.variables = options.has("variables") ? options.text("variables") : "",
                    .overwrite = options.flag("overwrite")});
  fmt::print("{}: {} {}\n", path, kind_of(model).name, summary);
  print_log_z_change(path, change);
}

Record product_of(std::string const& one, std::string const& other) {
  Record a = model_of(one), b = model_of(other);
  a.source = one;
  b.source = other;
  return multiply(a, b);
}

void show(std::string const& name) {
  Record const model = model_of(name);
  std::string const summary = checked_summary(model);
  fmt::print("{}: {} {}\nsha256 {}\n", name, kind_of(model).name, summary, model_sha256(model));
  print_log_z_change("what it was imported from", 0 - energy_offset(model));
  for (auto const& [key, array] : model.arrays) {
    std::vector<double> const values = model.reals(key);
    double mean = 0, square = 0, n = static_cast<double>(values.size());
    for (double v : values) mean += v / n;
    for (double v : values) square += (v - mean) * (v - mean) / n;
    auto const [low, high] = values.empty() ? std::pair{0.0, 0.0}
                                            : std::pair(std::ranges::minmax(values).min,
                                                        std::ranges::minmax(values).max);
    fmt::print("  {:<8} [{}]  mean {:.4g}, standard deviation {:.4g}, from {:.4g} to {:.4g}\n", key,
               fmt::join(array.shape, ", "), mean, std::sqrt(square), low, high);
  }
}

std::string model_verb(Options const& options) {
  std::vector<std::string> const& words = options.positional();
  std::vector<std::string> const known{"make", "import", "export", "multiply", "show"};
  if (words.empty())
    throw ConfigError(
        "lnz model needs one of make, import, export, multiply, show; see lnz model --help");
  bool const overwrite = options.flag("overwrite");
  if (words[0] == "make") {
    require_arguments(words, 3, "make SHORT-FORM OUT.h5");
    keep(generate_model(words[1]), words[2], overwrite);
  } else if (words[0] == "import") {
    require_arguments(words, 3, "import IN OUT.h5");
    ImportOptions how;
    if (options.has("transpose-pixels")) how.transpose_pixels = options.text("transpose-pixels");
    if (options.has("update")) how.update = options.count("update", 0);
    Record const model = import_model(words[1], how);
    keep(model, words[2], overwrite);
    print_log_z_change(words[1], 0 - energy_offset(model));
  } else if (words[0] == "export") {
    require_arguments(words, 3, "export MODEL OUT");
    write_foreign(words[1], words[2], options);
  } else if (words[0] == "multiply") {
    require_arguments(words, 4, "multiply A B OUT.h5");
    keep(product_of(words[1], words[2]), words[3], overwrite);
  } else if (words[0] == "show") {
    require_arguments(words, 2, "show FILE|SHORT-FORM");
    show(words[1]);
  } else {
    throw ConfigError(fmt::format("lnz model has no '{}'; did you mean '{}'?", words[0],
                                  nearest(words[0], known)));
  }
  return std::to_string(kFinished);
}

int run_model(Options const& options, Communicator const& comm) {
  return std::stoi(comm.on_root([&] { return model_verb(options); }));
}

std::string kinds() {
  std::string text;
  for (ModelKind const& kind : model_kinds())
    text += fmt::format("\n  {:<9} {}{}{}", kind.name, kind.summary,
                        kind.short_form.empty() ? "" : "\n            ", kind.short_form);
  return text;
}

}  // namespace

Command model_command() {
  return {
      {"model", "make|import|export|multiply|show ARGUMENTS...",
       "Model files made, imported, exported, multiplied and shown.\n"
       "make FORM OUT.h5 | import IN OUT.h5 | export MODEL OUT | multiply A B OUT.h5 | show MODEL\n"
       "Models are files or short forms. The product of two binary rbms, p ~ p_A p_B, has the "
       "hidden\n"
       "units of both.\n"
       "Kinds and short forms:" +
           kinds() +
           "\nimport reads MATLAB, .npz and HDF5 files of W, b, c or vishid, visbiases, hidbiases "
           "(and sigma,\nof Gaussian visible units) or J; HDF5 of rbms and "
           "RestrictedBoltzmannMachines.jl; D-Wave's .coo;\nBQPJSON (.json); edge lists (i j J, "
           "G-set). export writes, by the ending of OUT: .npz .mat .coo\n.json .gset .txt .csv. "
           "Both say how the other file's ln Z differs, if it does.",
       with_common_options(
           {{"transpose-pixels", "HxW", "",
             "import: pixels are column-major images, as MATLAB's; store them row-major"},
            {"update", "N", "", "import: of a file of rbms; default the last one it has"},
            {"variables", "bits|spins", "",
             "export: what .coo and .json are written in; default the model's own"},
            {"overwrite", "", "", "replace an existing file"}},
           {})},
      run_model};
}

}  // namespace lnz
