#pragma once

#include "core/data_set.hpp"
#include "training/bit_rows.hpp"
#include "training/tiled_rbm.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lnz {

/// Bits to learn from: rows of a data set, sent up through the layers that have learnt already,
/// h ~ P(h | v) in each. Hinton, Osindero & Teh (2006), Neural Comput. 18, 1527.
class Examples {
 public:
  /// The data must outlive it.
  explicit Examples(DataSet const& bits);

  /// One more layer to send them through.
  void add(FloatRbm const& layer, Doubling doubling, std::uint64_t seed);

  /// Some rows as lanes, drawn anew for every update.
  PackedBits drawn(std::span<std::size_t const> rows, std::uint64_t seed,
                   std::uint64_t update) const;

  /// All rows of the data if there is no layer, else up to 10,000 of them as they come out.
  DataSet const& seen() const { return layers_.empty() ? *data_ : seen_; }

 private:
  PackedBits sent_up(PackedBits x, std::uint64_t seed, std::uint32_t block,
                     std::uint64_t update) const;

  DataSet const* data_;
  BitRows rows_;
  std::vector<TiledRbm> layers_ = {};
  DataSet seen_ = {};
};

}  // namespace lnz
