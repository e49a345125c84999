#pragma once

namespace lnz {

/// From now on what standard error does not take (a reader that is gone, a full disk) is lost
/// without harm: fmt::print would throw, and no run ends for a line of its progress.
void let_stderr_lose_lines();

}  // namespace lnz
