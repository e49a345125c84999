#pragma once

#include "models/rbm/rbm_parameters.hpp"
#include "models/rbm/rbm_units.hpp"

namespace lnz {

/// A machine of spins -1, +1 on one side or both, as one of bits x, y with v = 2x - 1, h = 2y - 1
/// on the sides that have them: -E(v, h) = shift - E_bits(x, y).
struct SpinMachine {
  RbmParameters bits;
  double shift = 0;
};

/// From the record of an rbm of bits and spins, at inverse temperature beta. Throws ConfigError as
/// rbm_parameters does.
SpinMachine spin_machine(Record const& model, double beta);

}  // namespace lnz
