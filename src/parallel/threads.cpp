#include "parallel/threads.hpp"

#include <omp.h>

namespace lnz {

int thread_count() { return omp_get_max_threads(); }

}  // namespace lnz
