#include "models/registry.hpp"

#include "lnz/error.hpp"
#include "models/kinds.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace lnz {
namespace {

/// Kinds of the file format that this version cannot sample.
std::vector<std::string> const kNotYet{"boltzmann", "hopfield"};

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (ModelKind const& kind : model_kinds()) names.push_back(kind.name);
  return names;
}

ModelKind const& kind_named(std::string const& name, std::string const& source) {
  for (ModelKind const& kind : model_kinds())
    if (kind.name == name) return kind;
  if (std::ranges::find(kNotYet, name) != kNotYet.end())
    throw ConfigError(
        fmt::format("{}: kind '{}' is not supported yet (this version knows {}); "
                    "give a model of one of these kinds",
                    source, name, fmt::join(names(), ", ")));
  throw ConfigError(fmt::format("{}: unknown kind '{}' (known are {}); did you mean '{}'?", source,
                                name, fmt::join(names(), ", "), nearest(name, names())));
}

}  // namespace

std::vector<ModelKind> const& model_kinds() {
  static std::vector<ModelKind> const kinds{
      rbm_kind(), dbm_kind(), dbn_kind(), lattice_kind(), spin_kind(),
  };
  return kinds;
}

ModelKind const& kind_of(Record const& model) {
  return kind_named(model.text("@kind"), model.source);
}

Record generate_model(std::string const& short_form) {
  if (!is_short_form(short_form))
    throw ConfigError(fmt::format("model '{}' (neither a file nor a short form); write one like {}",
                                  short_form, model_kinds().front().short_form));
  ModelKind const& kind =
      kind_named(short_form.substr(0, short_form.find(':')), "model " + short_form);
  if (!kind.generate)
    throw ConfigError(
        fmt::format("model {}: kind '{}' has no short form (its bonds need a file); "
                    "make a model file",
                    short_form, kind.name));
  return kind.generate(parse_short_form(short_form));
}

}  // namespace lnz
