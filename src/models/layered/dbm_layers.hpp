#pragma once

#include "models/rbm/float_rbm.hpp"

#include <cstddef>
#include <vector>

namespace lnz {

/// The layers of a deep Boltzmann machine as the two sides of an RBM: even layers, the visible one
/// first, are its visible units and odd layers its hidden ones. Between layers that are no
/// neighbours there are no weights.
class DbmLayers {
 public:
  explicit DbmLayers(std::vector<Eigen::Index> sizes);

  std::size_t count() const { return sizes_.size(); }
  Eigen::Index size(std::size_t layer) const { return sizes_[layer]; }
  Eigen::Index first(std::size_t layer) const { return first_[layer]; }  ///< on its side
  Eigen::Index even() const { return side_[0]; }                         ///< units of that side
  Eigen::Index odd() const { return side_[1]; }

  /// The part of [even, odd] that ties layer and layer + 1.
  auto block(Matrix& W, std::size_t layer) const {
    std::size_t const even = layer + layer % 2, odd = layer + 1 - layer % 2;
    return W.block(first(even), first(odd), size(even), size(odd));
  }
  auto block(Matrix const& W, std::size_t layer) const {
    std::size_t const even = layer + layer % 2, odd = layer + 1 - layer % 2;
    return W.block(first(even), first(odd), size(even), size(odd));
  }

  /// Zeros where no neighbours meet.
  void keep_neighbours(Matrix& W) const;

 private:
  std::vector<Eigen::Index> sizes_, first_;
  Eigen::Index side_[2] = {0, 0};
};

}  // namespace lnz
