#include "models/kernels/draw_categories.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/draw_categories.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/ars_inl.hpp"
#include "models/kernels/logistic_inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

constexpr std::size_t kSites = 16, kMostCategories = 128;

/// As many sites of a lane as a register holds; `sums` go on by `stride` from category to category.
HWY_INLINE void draw_sites(float const* HWY_RESTRICT sums, std::size_t stride,
                           float const* HWY_RESTRICT bias, float const* HWY_RESTRICT g,
                           std::size_t q, Floats target, Floats reference, Ars::Words words,
                           std::uint8_t* out) {
  FloatTag const d;
  hn::RebindToSigned<FloatTag> const d32;
  HWY_ALIGN float cumulative[kMostCategories * kFloatLanes];
  Floats largest = hn::Set(d, -3e38f);
  for (std::size_t a = 0; a < q; ++a) {
    Floats const field = hn::Add(hn::Load(d, sums + a * stride), hn::Load(d, bias + a * kSites));
    Floats const x = fused(hn::Load(d, g + a * kSites), reference, hn::Mul(field, target));
    largest = hn::Max(largest, x);
    hn::Store(x, d, cumulative + a * kFloatLanes);
  }
  Floats sum = hn::Zero(d);
  for (std::size_t a = 0; a < q; ++a) {
    float* const here = cumulative + a * kFloatLanes;
    sum = hn::Add(sum, exp_of_minus(hn::Sub(largest, hn::Load(d, here))));
    hn::Store(sum, d, here);
  }
  Floats const reached = hn::Mul(hn::Mul(uniforms(words), hn::Set(d, 0x1p-31f)), sum);
  auto category = hn::Zero(d32);
  for (std::size_t a = 0; a + 1 < q; ++a) {
    auto const beyond = hn::Ge(reached, hn::Load(d, cumulative + a * kFloatLanes));
    category = hn::Sub(category, hn::VecFromMask(d32, hn::RebindMask(d32, beyond)));
  }
  HWY_ALIGN std::int32_t numbers[kFloatLanes];
  hn::Store(category, d32, numbers);
  for (std::size_t s = 0; s < kFloatLanes; ++s) out[s] = static_cast<std::uint8_t>(numbers[s]);
}

void draw_tile(std::size_t tile, float const* sums, CategoryField const& field, float const* target,
               float const* reference, std::size_t lanes, ArsKey key, std::uint64_t kind,
               std::uint8_t* out) {
  FloatTag const d;
  Ars const ars(key);
  Ars::Words counters = Ars::counter(tile * lanes * kSites / 4, kind);
  for (std::size_t lane = 0; lane < lanes; ++lane)
    for (std::size_t s = 0; s < kSites; s += kFloatLanes) {
      draw_sites(sums + lane * kSites + s, lanes * kSites, field.bias + s, field.g + s, field.q,
                 hn::Set(d, target[lane]), hn::Set(d, reference[lane]), ars.at(counters),
                 out + lane * kSites + s);
      counters = Ars::next(counters);
    }
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {

HWY_EXPORT(draw_tile);

void draw_categories(std::size_t tile, float const* sums, CategoryField const& field,
                     LaneWeights const& weights, ArsKey key, std::uint64_t kind,
                     std::span<std::uint8_t> out) {
  HWY_DYNAMIC_DISPATCH(draw_tile)
  (tile, sums, field, weights.target.data(), weights.reference.data(), weights.target.size(), key,
   kind, out.data());
}

}  // namespace lnz
#endif
