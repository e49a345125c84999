#include "exact/normal.hpp"

#include "models/gaussian/gaussian_machine.hpp"
#include "models/gaussian/normal_machine.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/rbm/rbm_units.hpp"

#include <cmath>
#include <limits>

namespace lnz {

double normal_cost(Record const& model, std::string& why_not) {
  RbmUnits const units = model.text("@kind") == "rbm" ? rbm_units(model) : RbmUnits();
  if (units.visible != kGaussian || units.hidden != kGaussian) {
    why_not = "takes an rbm of Gaussian units only";
    return -1;
  }
  RbmParameters const machine = rbm_weights(model);
  auto const visible = static_cast<double>(machine.visible),
             hidden = static_cast<double>(machine.hidden);
  return 1e-9 * hidden * hidden * (visible + hidden);
}

ExactLogZ normal(Record const& model, double beta) {
  require_positive(beta, model.source);
  NormalMachine const machine(model);
  double const log_z = machine.log_z(beta),
               units = static_cast<double>(machine.visible() + machine.hidden());
  return {log_z,
          std::numeric_limits<double>::epsilon() *
              (units * machine.condition() * 8 + 8 * std::abs(log_z)),
          {}};
}

}  // namespace lnz
