#include "models/layered/dbm_layers.hpp"

#include <utility>

namespace lnz {

DbmLayers::DbmLayers(std::vector<Eigen::Index> sizes) : sizes_(std::move(sizes)) {
  for (std::size_t l = 0; l < count(); ++l) {
    first_.push_back(side_[l % 2]);
    side_[l % 2] += sizes_[l];
  }
}

void DbmLayers::keep_neighbours(Matrix& W) const {
  for (std::size_t even = 0; even < count(); even += 2)
    for (std::size_t odd = 1; odd < count(); odd += 2)
      if (odd + 1 != even && odd != even + 1)
        W.block(first(even), first(odd), size(even), size(odd)).setZero();
}

}  // namespace lnz
