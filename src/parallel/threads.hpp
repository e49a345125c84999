#pragma once

namespace lnz {

/// Threads that for_each_index may use in this process.
int thread_count();

}  // namespace lnz
