#include "models/rbm/rbm_units.hpp"

#include "lnz/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace lnz {
namespace {

RbmUnits checked(RbmUnits units, std::string const& source) {
  static std::vector<std::string> const known{kBits, kSpins, kGaussian, kPotts};
  for (auto const& [layer, type] : {std::pair("visible", units.visible), {"hidden", units.hidden}})
    if (std::ranges::find(known, type) == known.end())
      throw ConfigError(fmt::format("{}: {} = '{}' (units are {}); did you mean '{}'?", source,
                                    layer, type, fmt::join(known, ", "), nearest(type, known)));
  return units;
}

}  // namespace

RbmUnits rbm_units(Record const& model) {
  RbmUnits units;
  if (model.has("@visible")) units.visible = model.text("@visible");
  if (model.has("@hidden")) units.hidden = model.text("@hidden");
  return checked(std::move(units), model.source);
}

RbmUnits rbm_units(ShortForm const& form) {
  return checked({form.text_of("visible", kBits), form.text_of("hidden", kBits)},
                 "model " + form.text);
}

void set_units(Record& model, RbmUnits const& units) {
  model.attributes["@visible"] = units.visible;
  if (units.hidden != kBits) model.attributes["@hidden"] = units.hidden;
}

}  // namespace lnz
