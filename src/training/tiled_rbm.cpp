#include "training/tiled_rbm.hpp"

#include <algorithm>

namespace lnz {
namespace {

std::size_t up_to(std::size_t n, std::size_t multiple) {
  return (n + multiple - 1) / multiple * multiple;
}

}  // namespace

std::size_t TiledMatrix::tile_size() const { return up_to(rows_, PackedBits::kWord) * kTile; }

TiledMatrix::TiledMatrix(std::size_t rows, std::size_t columns)
    : rows_(rows), columns_(columns), values_(tiles() * tile_size()) {}

TiledMatrix::TiledMatrix(Matrix const& plain)
    : TiledMatrix(static_cast<std::size_t>(plain.rows()), static_cast<std::size_t>(plain.cols())) {
  for (std::size_t t = 0; t < tiles(); ++t) {
    auto const first = static_cast<Eigen::Index>(t * kTile);
    Eigen::Index const size = std::min<Eigen::Index>(kTile, plain.cols() - first);
    tile(t).leftCols(size) = plain.middleCols(first, size);
  }
}

Matrix TiledMatrix::plain() const {
  Matrix out(rows_, columns_);
  for (std::size_t i = 0; i < rows_; ++i)
    for (std::size_t j = 0; j < columns_; ++j)
      out(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
          data(j / kTile)[i * kTile + j % kTile];
  return out;
}

Aligned<float> padded(Row const& plain) {
  Aligned<float> out(up_to(static_cast<std::size_t>(plain.size()), TiledMatrix::kTile));
  std::ranges::copy(plain, out.data());
  return out;
}

TiledRbm::TiledRbm(FloatRbm const& plain, Doubling counts)
    : W(plain.W), b(padded(plain.b)), c(padded(plain.c)), doubling(counts) {}

FloatRbm TiledRbm::plain() const {
  return {W.plain(), Row::Map(b.data(), static_cast<Eigen::Index>(W.rows())),
          Row::Map(c.data(), static_cast<Eigen::Index>(W.columns()))};
}

}  // namespace lnz
