#include "app/reading.hpp"

#include "lnz/error.hpp"
#include "models/registry.hpp"

namespace lnz {

Binarise reading_of(std::string const& binarize, Record const& model) {
  auto const values = kind_of(model).unit_values;
  UnitValues const units = values ? values(model) : UnitValues::bits;
  Binarise const raw{.how = Binarise::How::raw};
  if (binarize == "auto") return units == UnitValues::bits ? Binarise{} : raw;
  Binarise const given = parse_binarise(binarize);
  if (units == UnitValues::categories && given.how != Binarise::How::raw)
    throw ConfigError("--binarize = " + binarize + " (the units of " + model.source +
                      " are categories, whole numbers from 0); leave it at auto");
  return given;
}

}  // namespace lnz
