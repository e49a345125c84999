#pragma once

namespace lnz {

/// Threads that for_each_index may use in this process.
int thread_count();

/// Sets it; `threads` >= 1. No result depends on it.
void set_thread_count(int threads);

/// Threads that a loop may use here: all of them, or inside another loop an equal share of them.
int idle_thread_count();

}  // namespace lnz
