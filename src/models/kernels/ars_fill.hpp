#pragma once

#include "models/kernels/ars.hpp"

#include <span>

namespace lnz {

/// The words of the counters (first, kind), (first + 1, kind), ...: what kernels draw in place, for
/// all that is no kernel. out.size() is a multiple of 8; two words a counter.
void ars_fill(ArsKey key, std::uint64_t kind, std::span<std::uint64_t> out,
              std::uint64_t first = 0);

}  // namespace lnz
