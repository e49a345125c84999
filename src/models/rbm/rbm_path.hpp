#pragma once

#include "models/rbm/rbm_parameters.hpp"
#include "models/registry.hpp"

namespace lnz {

/// The tempered path (Rbm) to this machine, its visible units the chains': of rounded weights where
/// sampling asks for int16 and rounding costs less than 2 nats, else of floats. Throws ConfigError
/// if fields would leave single precision or the reference has another width.
ModelHandle rbm_path(RbmParameters const& machine, Reference const& reference,
                     Sampling const& sampling);

}  // namespace lnz
