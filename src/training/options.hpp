#pragma once

#include "training/ascent.hpp"
#include "training/training.hpp"

namespace lnz {

/// Throws ConfigError unless the data are what the visible units take and the options make sense
/// for them.
void check(DataSet const& data, TrainingOptions const& options);

/// How far an update goes when this part of its stage is done, [0, 1).
Ascent ascent(TrainingOptions const& options, double part);

}  // namespace lnz
