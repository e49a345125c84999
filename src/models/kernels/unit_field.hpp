#pragma once

#include <cstddef>

namespace lnz {

/// How the sums of a LookupProduct become the fields of a tile of units at a lane's temperature:
///   x_j = target (step_j sum_j + bias_j) + reference g_j,
/// the log odds of unit j. All arrays are padded to whole tiles of LookupProduct and aligned.
/// step is 1 for sums of float and that of RoundedWeights for sums of int16.
struct UnitField {
  float const* step;
  float const* bias;
  float const* g;  ///< log odds of the reference, or null for none
};

}  // namespace lnz
