#pragma once

#include "lnz/record.hpp"

namespace lnz {

/// Makes the root's record of a finished exchange the checkpoint of step 0 of one with more rungs:
/// spaced so that all edges reject equally by what the old ladder measured, every replica in the
/// state of the nearest old rung, no samples. Throws ConfigError if the record is damaged.
void start_denser_ladder(Record& run, int rungs);

}  // namespace lnz
