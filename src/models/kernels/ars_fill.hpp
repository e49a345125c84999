#pragma once

#include "models/kernels/ars.hpp"

#include <span>

namespace lnz {

/// The words of the counters (0, kind), (1, kind), ...: what kernels draw in place, for all that is
/// no kernel. out.size() is a multiple of 8.
void ars_fill(ArsKey key, std::uint64_t kind, std::span<std::uint64_t> out);

}  // namespace lnz
