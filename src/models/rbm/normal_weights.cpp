#include "models/rbm/normal_weights.hpp"

#include "lnz/error.hpp"

#include <utility>

namespace lnz {
namespace {

ShortForm const& checked(ShortForm const& form, std::vector<std::string> keys) {
  keys.insert(keys.end(), {"weights", "scale", "seed", "bias"});
  form.allow(keys);
  if (std::string const weights = form.text_of("weights", "normal"); weights != "normal")
    throw ConfigError("model " + form.text + ": weights = '" + weights +
                      "' (only 'normal' is known); write weights=normal");
  return form;
}

}  // namespace

NormalWeights::NormalWeights(ShortForm const& form, std::vector<std::string> others)
    : random_(checked(form, std::move(others)).count("seed", 0), Purpose::couplings, 0, 0),
      scale_(form.number("scale", 0.05)),
      bias_(form.number("bias", 0)) {}

std::vector<double> NormalWeights::normals(std::size_t count, double scale) {
  std::vector<double> values(count);
  if (scale != 0)
    for (double& value : values) value = scale * random_.normal();
  return values;
}

}  // namespace lnz
