#include "app/reading.hpp"

#include "lnz/error.hpp"
#include "models/registry.hpp"

namespace lnz {

UnitValues values_of(Record const& model) {
  auto const values = kind_of(model).unit_values;
  return values ? values(model) : UnitValues::bits;
}

Binarise usual_reading(UnitValues units) {
  switch (units) {
    case UnitValues::bits:
      return {.how = Binarise::How::threshold};
    case UnitValues::categories:
      return {.how = Binarise::How::raw};
    case UnitValues::reals:
      break;
  }
  return {.how = Binarise::How::none};
}

Binarise reading_of(std::string const& binarize, Record const& model) {
  UnitValues const units = values_of(model);
  if (binarize == "auto") return usual_reading(units);
  Binarise const given = parse_binarise(binarize);
  if (units == UnitValues::categories && given.how != Binarise::How::raw)
    throw ConfigError("--binarize = " + binarize + " (the units of " + model.source +
                      " are categories, whole numbers from 0); leave it at auto");
  return given;
}

}  // namespace lnz
