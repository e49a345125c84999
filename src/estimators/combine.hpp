#pragma once

#include "lnz/log_z.hpp"

#include <vector>

namespace lnz {

/// One answer from the answers of independent runs of the same model: first `combined`, the mean of
/// their headline estimates weighted by 1 / std_error^2, then those estimates themselves. Suspect
/// if two of them differ by more than 4 standard errors, or if a run was suspect; failed if one
/// failed. `names` label the runs; at least two runs.
Answer combined(std::vector<Answer> const& runs, std::vector<std::string> const& names);

/// The answer of a run of several segments: `combined` of the last and of those earlier ones whose
/// verdict is no worse, then all estimates of the last, then the headlines of those earlier ones,
/// called "METHOD segment N".
Answer with_earlier(Answer const& last, std::vector<Answer> const& earlier);

}  // namespace lnz
