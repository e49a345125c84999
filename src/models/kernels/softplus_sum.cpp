#include "models/kernels/softplus_sum.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/softplus_sum.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/logistic_inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

constexpr std::size_t kVectors = kUnits / kFloatLanes;

template <class Sum>
HWY_INLINE void fill(std::size_t first_unit, Sum const* sums, UnitField const& field,
                     float const* target, float const* reference, std::size_t lanes, float* out) {
  FloatTag const d;
  constexpr std::size_t kTile = 64 / sizeof(Sum);
  for (std::size_t lane = 0; lane < lanes; ++lane, sums += kTile)
    for (std::size_t j = 0; j < kTile; j += kFloatLanes) {
      std::size_t const unit = first_unit + j;
      Floats const x = hn::Mul(target_field(sums + j, field, unit), hn::Set(d, target[lane]));
      hn::StoreU(fused(hn::LoadU(d, field.g + unit), hn::Set(d, reference[lane]), x), d,
                 out + (unit / kUnits * lanes + lane) * kUnits + unit % kUnits);
    }
}

void fill_int16(std::size_t first_unit, std::int16_t const* sums, UnitField const& field,
                float const* target, float const* reference, std::size_t lanes, float* out) {
  fill(first_unit, sums, field, target, reference, lanes, out);
}

void fill_float(std::size_t first_unit, float const* sums, UnitField const& field,
                float const* target, float const* reference, std::size_t lanes, float* out) {
  fill(first_unit, sums, field, target, reference, lanes, out);
}

/// Moves the field if there is something to move it by; sums in a fixed order.
template <bool moves>
HWY_INLINE double softplus(float const* x, std::size_t stride, std::size_t units, float change,
                           float const* w, float* moved, std::size_t moved_stride) {
  FloatTag const d;
  constexpr std::size_t kChunk = 64;  // factors of at most 2 that do not overflow
  std::size_t const groups = (units + kUnits - 1) / kUnits;
  Floats const one = hn::Set(d, 1.0f), by = hn::Set(d, change);
  double sum = 0;
  for (std::size_t first = 0; first < groups; first += kChunk) {
    Floats positive[kVectors], factor[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) {
      positive[v] = hn::Zero(d);
      factor[v] = one;
    }
    for (std::size_t g = first; g < std::min(groups, first + kChunk); ++g)
      for (std::size_t v = 0; v < kVectors; ++v) {
        std::size_t const j = v * kFloatLanes;
        Floats field = hn::LoadU(d, x + g * stride + j);
        if (moves) {
          field = fused(by, hn::LoadU(d, w + g * kUnits + j), field);
          hn::StoreU(field, d, moved + g * moved_stride + j);
        }
        Floats const e = exp_of_minus_size(field);
        positive[v] = hn::Add(positive[v], hn::Max(field, hn::Zero(d)));
        factor[v] = fused(factor[v], e, factor[v]);
      }
    HWY_ALIGN float part[kUnits], product[kUnits];
    for (std::size_t v = 0; v < kVectors; ++v) {
      hn::Store(positive[v], d, part + v * kFloatLanes);
      hn::Store(factor[v], d, product + v * kFloatLanes);
    }
    double low = 1, high = 1;  // 2^64 at most a factor
    for (std::size_t i = 0; i < kUnits; ++i) {
      sum += static_cast<double>(part[i]);
      (i % 2 ? high : low) *= static_cast<double>(product[i]);
    }
    sum += std::log(low) + std::log(high);
  }
  return sum;
}

double still(float const* x, std::size_t stride, std::size_t units) {
  return softplus<false>(x, stride, units, 0, nullptr, nullptr, 0);
}

double after_move(float const* x, std::size_t stride, std::size_t units, float change,
                  float const* w, float* moved, std::size_t moved_stride) {
  return softplus<true>(x, stride, units, change, w, moved, moved_stride);
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {

HWY_EXPORT(fill_int16);
HWY_EXPORT(fill_float);
HWY_EXPORT(still);
HWY_EXPORT(after_move);

void fill_fields(std::size_t first_unit, std::int16_t const* sums, UnitField const& field,
                 LaneWeights const& weights, float* out) {
  HWY_DYNAMIC_DISPATCH(fill_int16)
  (first_unit, sums, field, weights.target.data(), weights.reference.data(), weights.target.size(),
   out);
}

void fill_fields(std::size_t first_unit, float const* sums, UnitField const& field,
                 LaneWeights const& weights, float* out) {
  HWY_DYNAMIC_DISPATCH(fill_float)
  (first_unit, sums, field, weights.target.data(), weights.reference.data(), weights.target.size(),
   out);
}

double softplus_sum(LaneField const& x) {
  return HWY_DYNAMIC_DISPATCH(still)(x.values, x.stride, x.units);
}

double moved_softplus_sum(LaneField const& x, float change, float const* w,
                          LaneField const& moved) {
  return HWY_DYNAMIC_DISPATCH(after_move)(x.values, x.stride, x.units, change, w, moved.values,
                                          moved.stride);
}

}  // namespace lnz
#endif
