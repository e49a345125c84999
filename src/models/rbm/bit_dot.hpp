#pragma once

#include "models/kernels/packed_bits.hpp"

#include <vector>

namespace lnz {

/// x.w for the bits of one lane, in float64: a table of 256 sums for every 8 units, a lookup each.
class BitDot {
 public:
  BitDot() = default;
  explicit BitDot(std::vector<double> const& w);

  double operator()(PackedBits const& x, std::size_t lane) const;

 private:
  std::vector<double> sums_;  ///< [words, 4, 256]
};

}  // namespace lnz
