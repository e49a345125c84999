#pragma once

#include "lnz/log_z.hpp"
#include "lnz/record.hpp"

#include <vector>

namespace lnz {

/// A run of replica exchange whose --rungs were raised is a row of segments, each with a ladder of
/// its own: the earlier ones, finished, below `segments/N/`, the last where every run has it.

/// Puts what a finished run sampled behind the segments it has, and starts the next on more rungs.
void begin_segment(Record& run, int rungs);

/// Samples of the earlier segments, in order.
std::vector<LadderSamples> earlier_ladders(Record const& run);

/// What all segments say together.
Answer segments_answer(Record const& run);

}  // namespace lnz
