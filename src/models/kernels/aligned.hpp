#pragma once

#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

namespace lnz {

/// A fixed number of plain values at an address that suits every vector register, zero at first.
template <class T>
class Aligned {
 public:
  Aligned() = default;
  explicit Aligned(std::size_t size)
      : size_(size), values_(hwy::AllocateAligned<T>(std::max<std::size_t>(size, 1))) {
    std::memset(values_.get(), 0, size * sizeof(T));
  }
  Aligned(Aligned&&) = default;
  Aligned& operator=(Aligned&&) = default;

  std::size_t size() const { return size_; }
  T* data() { return values_.get(); }
  T const* data() const { return values_.get(); }
  T& operator[](std::size_t i) { return values_[i]; }
  T const& operator[](std::size_t i) const { return values_[i]; }

 private:
  std::size_t size_ = 0;
  hwy::AlignedFreeUniquePtr<T[]> values_;
};

}  // namespace lnz
