#include "parallel/threads.hpp"

#include <omp.h>

#include <algorithm>

namespace lnz {

int thread_count() { return omp_get_max_threads(); }

void set_thread_count(int threads) { omp_set_num_threads(threads); }

int idle_thread_count() {
  static bool const nested = (omp_set_max_active_levels(2), true);
  if (!nested || omp_get_level() > 1) return 1;
  return std::max(1, omp_get_max_threads() / omp_get_num_threads());
}

}  // namespace lnz
