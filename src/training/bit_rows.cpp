#include "training/bit_rows.hpp"

namespace lnz {

BitRows::BitRows(DataSet const& bits)
    : columns_(bits.columns),
      row_words_((bits.columns + PackedBits::kWord - 1) / PackedBits::kWord),
      words_(bits.rows * row_words_) {
  for (std::size_t r = 0; r < bits.rows; ++r)
    for (std::size_t i = 0; i < columns_; ++i)
      words_[r * row_words_ + i / PackedBits::kWord] |=
          std::uint32_t{bits.values[r * columns_ + i] != 0} << i % PackedBits::kWord;
}

PackedBits BitRows::gathered(std::span<std::size_t const> rows) const {
  PackedBits out(columns_, rows.size());
  for (std::size_t lane = 0; lane < rows.size(); ++lane)
    for (std::size_t w = 0; w < row_words_; ++w)
      out.words[w * out.lanes + lane] = words_[rows[lane] * row_words_ + w];
  return out;
}

}  // namespace lnz
