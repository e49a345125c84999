#pragma once

#include "parallel/for_each.hpp"

#include <algorithm>
#include <cstddef>

namespace lnz {

/// Granules between fresh starts of the kernels' tails, or the whole lines nearest to so many:
/// along these borders threads and ranks share a sweep, and its bits stay the same.
constexpr std::size_t kChunk = 256;

/// Chunks that a thread takes at a time: 40 microseconds of work, what its waking is worth.
constexpr std::size_t kChunksAtATime = 16;

/// body(i) for i in [0, n), `share` of them at a time on the threads there are; one share does not
/// ask for threads.
template <class Body>
void for_each_share(std::size_t n, std::size_t share, Body const& body) {
  auto const run = [&](std::size_t s) {
    for (std::size_t i = s * share; i < std::min((s + 1) * share, n); ++i) body(i);
  };
  if (n <= share)
    run(0);
  else
    for_each_index((n + share - 1) / share, run);
}

}  // namespace lnz
