#pragma once

#include "parallel/threads.hpp"

#include <algorithm>
#include <cstddef>

namespace lnz {

/// Run body(i) for i in [0, n) on the process's threads. The only OpenMP directive in lnz.
/// body must not throw and must touch only what belongs to element i.
template <class Body>
void for_each_index(std::size_t n, Body const& body) {
  if (n == 1) return body(0);  // a region of one thread costs half a microsecond
  int const threads = static_cast<int>(std::min(n, static_cast<std::size_t>(idle_thread_count())));
#pragma omp parallel for schedule(dynamic) num_threads(std::max(1, threads))
  for (std::size_t i = 0; i < n; ++i) body(i);
}

/// Run body(first, last) on contiguous parts of [0, n), one for every idle thread: for work inside
/// an element that an outer loop may share out already. `operations` is about how many the whole
/// takes; little work stays on this thread, for waking another takes tens of microseconds.
template <class Body>
void for_each_part(std::size_t n, std::size_t operations, Body const& body) {
  constexpr std::size_t kWorthAThread = 1000000;
  std::size_t const parts =
      std::clamp<std::size_t>(std::min(n, operations / kWorthAThread), 1,
                              static_cast<std::size_t>(idle_thread_count()));
  for_each_index(parts, [&](std::size_t p) { body(n * p / parts, n * (p + 1) / parts); });
}

}  // namespace lnz
