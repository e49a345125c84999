#pragma once

#include "models/kernels/lookup_product.hpp"
#include "models/kernels/unit_field.hpp"
#include "models/rbm/float_rbm.hpp"
#include "training/doubling.hpp"

#include <cstddef>

namespace lnz {

/// A matrix of floats as look-up products take it: tiles of 16 columns, row-major; rows go on to
/// the next multiple of 32 and columns to whole tiles, with zeros.
class TiledMatrix {
 public:
  static constexpr std::size_t kTile = LookupProduct<float>::kTile;
  /// Some rows of a tile.
  using Tile =
      Eigen::Map<Eigen::Matrix<float, Eigen::Dynamic, kTile, Eigen::RowMajor>, Eigen::Aligned64>;

  TiledMatrix() = default;
  TiledMatrix(std::size_t rows, std::size_t columns);
  explicit TiledMatrix(Matrix const& plain);

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  std::size_t tiles() const { return (columns_ + kTile - 1) / kTile; }
  float* data(std::size_t t) { return values_.data() + t * tile_size(); }
  float const* data(std::size_t t) const { return values_.data() + t * tile_size(); }
  Tile tile(std::size_t t) { return {data(t), static_cast<Eigen::Index>(rows_), kTile}; }

  Matrix plain() const;

 private:
  std::size_t tile_size() const;

  std::size_t rows_ = 0, columns_ = 0;
  Aligned<float> values_;
};

/// Values padded to whole tiles with zeros.
Aligned<float> padded(Row const& plain);

/// W, b, c of a binary RBM where updates work on them, or a velocity of its shape.
struct TiledRbm {
  TiledMatrix W;  ///< [visible, hidden]
  Aligned<float> b, c;
  Doubling doubling;

  TiledRbm() = default;
  explicit TiledRbm(FloatRbm const& plain, Doubling doubling = {});
  FloatRbm plain() const;
};

}  // namespace lnz
