#pragma once

#include "parallel/for_each.hpp"

namespace lnz {

/// body(b) for b in [0, n): on the threads there are, or one after another, as all ranks of a team
/// do that share the blocks.
template <class Body>
void for_each_block(std::size_t n, bool shared, Body const& body) {
  if (!shared) return for_each_index(n, body);
  for (std::size_t b = 0; b < n; ++b) body(b);
}

}  // namespace lnz
