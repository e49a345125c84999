// Logistic units on vectors, for one instruction set at a time (see README.md of this folder).
#if defined(LNZ_MODELS_KERNELS_LOGISTIC_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LNZ_MODELS_KERNELS_LOGISTIC_INL_HPP
#undef LNZ_MODELS_KERNELS_LOGISTIC_INL_HPP
#else
#define LNZ_MODELS_KERNELS_LOGISTIC_INL_HPP
#endif

#include "models/kernels/unit_field.hpp"

#include <hwy/highway.h>

#include <cmath>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Sixteen units are taken together whatever the width of the registers, so that sums over them
/// have one order.
constexpr std::size_t kUnits = 16;
using FloatTag = hn::CappedTag<float, kUnits>;
using Floats = hn::Vec<FloatTag>;
constexpr std::size_t kFloatLanes = hn::MaxLanes(FloatTag());

/// a b + c rounded once on every instruction set.
HWY_INLINE Floats fused(Floats a, Floats b, Floats c) {
#if HWY_TARGET == HWY_EMU128
  FloatTag const d;
  HWY_ALIGN float x[kFloatLanes], y[kFloatLanes], z[kFloatLanes];
  hn::Store(a, d, x);
  hn::Store(b, d, y);
  hn::Store(c, d, z);
  for (std::size_t i = 0; i < kFloatLanes; ++i) x[i] = std::fma(x[i], y[i], z[i]);
  return hn::Load(d, x);
#else
  return hn::MulAdd(a, b, c);
#endif
}

/// |word| of 32-bit words, uniform on 0 ... 2^31: 31 random bits.
template <class Words>
HWY_INLINE Floats uniforms(Words words) {
  FloatTag const d;
  hn::RebindToSigned<FloatTag> const d32;
  return hn::Abs(hn::ConvertTo(d, hn::BitCast(d32, words)));
}

/// Adding it to a float below 2^22 rounds to whole numbers.
constexpr float kRounding = 0x1.8p23f;

/// 2^(n + r) for |n + r| <= 126 and |r| <= 1/2 from n + kRounding and r, relative error below 2e-7:
/// the polynomial of degree 5 with the smallest relative error for 2^r that is 1 at 0.
HWY_INLINE Floats exp2_of_parts(Floats shifted, Floats r) {
  constexpr float kExp2[] = {
      1, 0.693147004f, 0.240222424f, 0.0555073358f, 0.00967151299f, 0.00132647273f};
  FloatTag const d;
  hn::RebindToSigned<FloatTag> const di;
  Floats p = fused(hn::Set(d, kExp2[5]), r, hn::Set(d, kExp2[4]));
  p = fused(p, r, hn::Set(d, kExp2[3]));
  p = fused(p, r, hn::Set(d, kExp2[2]));
  p = fused(p, r, hn::Set(d, kExp2[1]));
  p = fused(p, r, hn::Set(d, kExp2[0]));
  auto const n = hn::ShiftLeft<23>(hn::BitCast(di, shifted));
  return hn::BitCast(d, hn::Add(hn::BitCast(di, p), n));
}

/// 2^y.
HWY_INLINE Floats exp2_of(Floats y) {
  Floats const rounding = hn::Set(FloatTag(), kRounding);
  Floats const shifted = hn::Add(y, rounding);
  return exp2_of_parts(shifted, hn::Sub(y, hn::Sub(shifted, rounding)));
}

/// 2^(a b), the product not rounded.
HWY_INLINE Floats exp2_of_product(Floats a, Floats b) {
  Floats const rounding = hn::Set(FloatTag(), kRounding);
  Floats const shifted = fused(a, b, rounding);
  return exp2_of_parts(shifted, fused(a, b, hn::Sub(rounding, shifted)));
}

/// |x| log2 e, cut at 126: 32 random bits see no more.
HWY_INLINE Floats size_of(Floats x) {
  FloatTag const d;
  constexpr float kLog2E = 1.44269504f, kLargest = 126;
  return hn::Min(hn::Mul(hn::Abs(x), hn::Set(d, kLog2E)), hn::Set(d, kLargest));
}

/// e^|x| and e^-|x|.
HWY_INLINE Floats exp_of_size(Floats x) { return exp2_of(size_of(x)); }
HWY_INLINE Floats exp_of_minus_size(Floats x) { return exp2_of(hn::Neg(size_of(x))); }

/// e^-x, the exponent cut at 87 either way.
HWY_INLINE Floats exp_of_minus(Floats x) {
  FloatTag const d;
  constexpr float kLog2E = 1.44269504f, kLargest = 126;
  Floats const y = hn::Mul(x, hn::Set(d, -kLog2E));
  return exp2_of(hn::Max(hn::Min(y, hn::Set(d, kLargest)), hn::Set(d, -kLargest)));
}

/// The sums of some units of a tile as floats.
HWY_INLINE Floats sums_of(float const* sums) { return hn::LoadU(FloatTag(), sums); }
HWY_INLINE Floats sums_of(std::int16_t const* sums) {
  FloatTag const d;
  hn::Rebind<std::int16_t, FloatTag> const d16;
  hn::RebindToSigned<FloatTag> const d32;
  return hn::ConvertTo(d, hn::PromoteTo(d32, hn::LoadU(d16, sums)));
}

/// step sum + bias of the units from `unit` on, whose sums these are.
template <class Sum>
HWY_INLINE Floats target_field(Sum const* sums, UnitField const& field, std::size_t unit) {
  FloatTag const d;
  return fused(sums_of(sums), hn::LoadU(d, field.step + unit), hn::LoadU(d, field.bias + unit));
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
