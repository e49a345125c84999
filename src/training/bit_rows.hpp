#pragma once

#include "core/data_set.hpp"
#include "models/kernels/packed_bits.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lnz {

/// Examples as bits, a row together.
class BitRows {
 public:
  BitRows() = default;
  explicit BitRows(DataSet const& bits);

  /// Some rows as lanes.
  PackedBits gathered(std::span<std::size_t const> rows) const;

 private:
  std::size_t columns_ = 0;
  std::size_t row_words_ = 0;
  std::vector<std::uint32_t> words_;
};

}  // namespace lnz
