#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace lnz {

/// What the visible units of a model are in data.
enum class UnitValues {
  bits,        ///< 0 and 1; spins have -1 or 0 for -1
  categories,  ///< whole numbers from 0
  reals
};

/// Examples in rows, values in columns; pixels of images in [0, 1], bits once binarised.
struct DataSet {
  std::string source;  ///< what error messages call it
  std::size_t rows = 0, columns = 0;
  std::vector<float> values;  ///< [rows, columns], row-major

  std::span<float const> row(std::size_t i) const { return {values.data() + i * columns, columns}; }
};

}  // namespace lnz
