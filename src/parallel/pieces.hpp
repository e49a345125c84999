#pragma once

#include <Eigen/Core>

namespace lnz {

/// A range cut into equal pieces of at most `largest`, however many threads will do them.
class Pieces {
 public:
  Pieces(Eigen::Index size, Eigen::Index largest)
      : size_(size), count_((size + largest - 1) / largest) {}

  std::size_t count() const { return static_cast<std::size_t>(count_); }
  Eigen::Index first(std::size_t k) const { return static_cast<Eigen::Index>(k) * size_ / count_; }
  Eigen::Index size(std::size_t k) const { return first(k + 1) - first(k); }

 private:
  Eigen::Index size_, count_;
};

}  // namespace lnz
