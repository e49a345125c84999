#pragma once

#include "lnz/model_handle.hpp"

#include <cstddef>

namespace lnz {

/// Users see the first `count` units of a chain: the visible ones, where others follow them.
inline Readout first_units(std::size_t count) {
  return {count, false, [count](std::span<double const> units, Stream&) {
            auto const seen = units.first(count);
            return std::vector<double>(seen.begin(), seen.end());
          }};
}

}  // namespace lnz
