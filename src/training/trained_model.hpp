#pragma once

#include "lnz/record.hpp"
#include "models/layered/dbm_layers.hpp"
#include "training/gaussian_learner.hpp"

#include <vector>

namespace lnz {

/// Model records (io/FORMAT.md) of what was learnt.
Record rbm_record(FloatRbm const& machine);

/// v_i = mean_i + sigma_i x_i of a machine of x.
Record gaussian_record(FloatRbm const& machine, Spread const& spread);

/// The layers of a deep belief net, from below. p(h_l | h_(l+1)) has the visible biases of layer
/// l + 1's machine; the hidden ones of layer l's, by which examples were sent up, are kept beside
/// them as `recognition_b1`, ...
Record dbn_record(std::vector<FloatRbm> const& learnt);

Record dbm_record(DbmLayers const& layers, FloatRbm const& machine);

}  // namespace lnz
