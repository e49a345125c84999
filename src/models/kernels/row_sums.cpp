#include "models/kernels/row_sums.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/row_sums.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kTile = 16;
using TileTag = hn::CappedTag<float, kTile>;

/// `tiles` neighbouring tiles of one lane, summed in registers.
template <std::size_t tiles>
HWY_INLINE void add_rows(float const* HWY_RESTRICT weights, std::size_t columns, std::size_t q,
                         std::uint8_t const* HWY_RESTRICT categories, std::size_t groups,
                         std::size_t tile_stride, float* HWY_RESTRICT out) {
  TileTag const d;
  constexpr std::size_t kLanes = hn::MaxLanes(d);
  for (std::size_t o = 0; o < kTile; o += kLanes) {
    hn::Vec<TileTag> sum[tiles];
    for (std::size_t t = 0; t < tiles; ++t) sum[t] = hn::Zero(d);
    for (std::size_t i = 0; i < groups; ++i) {
      float const* const row = weights + (i * q + categories[i]) * columns + o;
      for (std::size_t t = 0; t < tiles; ++t)
        sum[t] = hn::Add(sum[t], hn::Load(d, row + t * kTile));
    }
    for (std::size_t t = 0; t < tiles; ++t) hn::Store(sum[t], d, out + t * tile_stride + o);
  }
}

void sum_rows(float const* weights, std::size_t columns, std::size_t q,
              std::uint8_t const* categories, std::size_t groups, std::size_t lanes, float* out) {
  std::size_t const tiles = columns / kTile, stride = lanes * kTile;
  for (std::size_t lane = 0; lane < lanes; ++lane, categories += groups, out += kTile) {
    std::size_t t = 0;
    for (; t + 4 <= tiles; t += 4)
      add_rows<4>(weights + t * kTile, columns, q, categories, groups, stride, out + t * stride);
    for (; t < tiles; ++t)
      add_rows<1>(weights + t * kTile, columns, q, categories, groups, stride, out + t * stride);
  }
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {

HWY_EXPORT(sum_rows);

void row_sums(float const* weights, std::size_t columns, std::size_t q,
              std::span<std::uint8_t const> categories, std::size_t lanes, float* out) {
  HWY_DYNAMIC_DISPATCH(sum_rows)
  (weights, columns, q, categories.data(), categories.size() / lanes, lanes, out);
}

}  // namespace lnz
#endif
