#pragma once

#include "models/rbm/float_rbm.hpp"
#include "training/ascent.hpp"

#include <functional>

namespace lnz {

/// Both sides of a machine at the two ends of its gradient, [examples or chains, units].
struct DensePhases {
  Matrix visible_examples, hidden_examples;
  Matrix visible_chains, hidden_chains;
};

/// What weights of centred units see as zero, [units]; zeros for the plain gradient.
struct DenseOffsets {
  Row visible, hidden;
};

/// The same step uphill as `ascend` with bits, for units that are none: means of free layers, or
/// real values. Offsets follow the examples by the share step.newest. `mask` may take away from the
/// gradient of W what has no weights. The same bits for any threads.
void ascend(FloatRbm& machine, FloatRbm& velocity, DenseOffsets& offsets, DensePhases const& phases,
            Ascent const& step, std::function<void(Matrix&)> const& mask);

}  // namespace lnz
