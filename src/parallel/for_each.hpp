#pragma once

#include <cstddef>

namespace lnz {

/// Run body(i) for i in [0, n) on the process's threads. The only OpenMP directive in lnz.
/// body must not throw and must touch only what belongs to element i.
template <class Body>
void for_each_index(std::size_t n, Body const& body) {
  if (n == 1) return body(0);  // a region of one thread costs half a microsecond
#pragma omp parallel for schedule(dynamic)
  for (std::size_t i = 0; i < n; ++i) body(i);
}

}  // namespace lnz
