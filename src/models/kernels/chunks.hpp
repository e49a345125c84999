#pragma once

#include "parallel/for_each.hpp"

#include <algorithm>
#include <cstddef>

namespace lnz {

/// Granules between fresh starts of the kernels' tails, or the whole lines nearest to so many:
/// along these borders threads and ranks share a sweep, and its bits stay the same.
constexpr std::size_t kChunk = 256;

/// Chunks that a thread takes at a time: 40 microseconds of work, less than a thread's waking is
/// worth.
constexpr std::size_t kChunksAtATime = 16;

/// body(c) for c in [0, chunks) on the threads there are; see for_each_index.
template <class Body>
void for_each_chunk(std::size_t chunks, Body const& body) {
  for_each_index((chunks + kChunksAtATime - 1) / kChunksAtATime, [&](std::size_t share) {
    std::size_t const first = share * kChunksAtATime;
    for (std::size_t c = first; c < std::min(first + kChunksAtATime, chunks); ++c) body(c);
  });
}

}  // namespace lnz
