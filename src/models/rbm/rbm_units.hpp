#pragma once

#include "core/short_form.hpp"
#include "lnz/record.hpp"

#include <string>
#include <vector>

namespace lnz {

/// The types of the units of an rbm's layers, as a model file's attributes `visible` and `hidden`
/// and a short form's keys name them.
inline constexpr char const *kBits = "bernoulli", *kSpins = "spin", *kGaussian = "gaussian",
                            *kPotts = "potts";

struct RbmUnits {
  std::string visible = kBits, hidden = kBits;
};

/// Throws ConfigError, naming the nearest, if a type is unknown.
RbmUnits rbm_units(Record const& model);
RbmUnits rbm_units(ShortForm const& form);

/// Puts the types into a model record; bits need no word, but visible ones have always had it.
void set_units(Record& model, RbmUnits const& units);

}  // namespace lnz
