#include "models/registry.hpp"

#include "lnz/error.hpp"
#include "models/kinds.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace lnz {
namespace {

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (ModelKind const& kind : model_kinds()) names.push_back(kind.name);
  return names;
}

ModelKind const& kind_named(std::string const& name, std::string const& source) {
  for (ModelKind const& kind : model_kinds())
    if (kind.name == name) return kind;
  throw ConfigError(fmt::format("{}: unknown kind '{}' (known are {}); did you mean '{}'?", source,
                                name, fmt::join(names(), ", "), nearest(name, names())));
}

}  // namespace

std::vector<ModelKind> const& model_kinds() {
  static std::vector<ModelKind> const kinds{
      rbm_kind(),  dbm_kind(),       dbn_kind(),      lattice_kind(),
      spin_kind(), boltzmann_kind(), hopfield_kind(),
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
  std::string const word = short_form.substr(0, short_form.find(':'));
  for (ModelKind const& kind : model_kinds())
    if (kind.generate && kind.short_form.starts_with(word + ":"))
      return kind.generate(parse_short_form(short_form));
  ModelKind const& kind = kind_named(word, "model " + short_form);
  throw ConfigError(fmt::format(
      "model {}: kind '{}' has no short form of this name (its bonds need a file); {}", short_form,
      kind.name, kind.short_form.empty() ? "make a model file" : "write " + kind.short_form));
}

}  // namespace lnz
