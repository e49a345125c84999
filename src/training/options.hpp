#pragma once

#include "training/training.hpp"

namespace lnz {

/// Throws ConfigError unless the data are bits and the options make sense for them.
void check(DataSet const& data, TrainingOptions const& options);

}  // namespace lnz
