// Logistic units by half a word, for one instruction set at a time (see README.md of this folder).
//
// A unit with log odds x takes its unlikely value if u < 2^16 / (1 + 2^|y|), u the leading half of
// its word, or its complement where x > 0, and y = x log2 e: with e = 2^16 2^-|y|, if
// u < e - u e / 2^16. In halves of words that comparison costs half of what it costs in floats. It
// is not exact: y is a whole number of steps of 2^-11, e a polynomial of degree 3. Over all y and u
// the difference of the two sides is wrong by at most 10 where y is wrong by 0.6 steps, by 16 where
// it is wrong by 1.1 (tried one by one), so that larger differences decide as the whole word would,
// and the others, one unit in some thousands, are left open. The complement makes the two signs one
// rule at y = 0, where rounding may take one for the other.
#if defined(LNZ_MODELS_KERNELS_HALF_WORDS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LNZ_MODELS_KERNELS_HALF_WORDS_INL_HPP
#undef LNZ_MODELS_KERNELS_HALF_WORDS_INL_HPP
#else
#define LNZ_MODELS_KERNELS_HALF_WORDS_INL_HPP
#endif

#include "models/kernels/logistic_inl.hpp"

#include <hwy/highway.h>

#include <cstdint>
#include <cstring>

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Halves of the words of 32 units, or as many as a register holds.
using HalfTag = hn::CappedTag<std::uint16_t, 32>;
using SignedHalfTag = hn::RebindToSigned<HalfTag>;
using Halves = hn::Vec<HalfTag>;
using SignedHalves = hn::Vec<SignedHalfTag>;
constexpr std::size_t kHalves = hn::MaxLanes(HalfTag());

/// Steps of y in a unit of x.
constexpr float kStepsOfOne = 0x1p11f * 1.44269504f;

/// Floats from 2^23 to 2^24 are whole numbers whose bits count as they do; beyond, their bits count
/// slower, but on. With this one as 0, steps are rounded and saturate.
constexpr float kNoSteps = 0x1.8p23f, kLeastSteps = 0x1p23f;

/// kNoSteps + y in two registers of floats as y in one of halves, cut at 16 octaves. Halves come in
/// the order of the registers in turns of 4 from each within 128 bits: `in_order` undoes that.
HWY_INLINE SignedHalves halves(Floats first, Floats second) {
  FloatTag const d;
  hn::RebindToSigned<FloatTag> const d32;
  auto const whole = [&](Floats y) HWY_ATTR {
    return hn::Sub(hn::BitCast(d32, hn::Max(y, hn::Set(d, kLeastSteps))),
                   hn::BitCast(d32, hn::Set(d, kNoSteps)));
  };
  return hn::ReorderDemote2To(SignedHalfTag(), whole(first), whole(second));
}

/// Turns of 4 halves from two registers set one after the other.
HWY_INLINE SignedHalves in_order(SignedHalves turns) {
  hn::Repartition<std::uint64_t, HalfTag> const d;
  constexpr std::size_t kTurns = hn::MaxLanes(d);
  HWY_ALIGN std::uint64_t order[kTurns];
  for (std::size_t k = 0; k < kTurns; ++k) order[k] = k % (kTurns / 2) * 2 + k / (kTurns / 2);
  return hn::BitCast(SignedHalfTag(),
                     hn::TableLookupLanes(hn::BitCast(d, turns), hn::SetTableIndices(d, order)));
}

/// Two registers of floats that are a tile's sums.
struct FloatPair {
  Floats first, second;
};

/// Sums of int16 times 2^16, in turns of 4.
HWY_INLINE FloatPair pair_of(std::int16_t const* sums) {
  FloatTag const d;
  hn::RebindToSigned<FloatTag> const d32;
  SignedHalfTag const d16;
  SignedHalves const s = hn::Load(d16, sums), zero = hn::Zero(d16);
  return {hn::ConvertTo(d, hn::BitCast(d32, hn::InterleaveLower(d16, zero, s))),
          hn::ConvertTo(d, hn::BitCast(d32, hn::InterleaveUpper(d16, zero, s)))};
}
HWY_INLINE FloatPair pair_of(float const* sums) {
  return {hn::Load(FloatTag(), sums), hn::Load(FloatTag(), sums + kFloatLanes)};
}

/// Bits of units, and of those left open.
struct HalfDecisions {
  std::uint32_t ones, open;
};

HWY_INLINE std::uint32_t bits_of(hn::Mask<HalfTag> mask) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(HalfTag(), mask, bytes);
  std::uint32_t bits;
  std::memcpy(&bits, bytes, sizeof bits);
  return bits;
}

/// How wrong the sides may be where y was rounded to steps once, and twice.
constexpr std::uint16_t kMarginOfOne = 10, kMarginOfTwo = 16;

HWY_INLINE HalfDecisions decided(SignedHalves y, Halves u, std::uint16_t margin) {
  constexpr std::uint16_t kExp2[] = {65531, 45311, 15138, 2593};  // 2^16 2^-f, signs in turns
  HalfTag const d;
  Halves const size = hn::BitCast(d, hn::Abs(y)), f = hn::ShiftLeft<5>(size);
  Halves e = hn::Sub(hn::Set(d, kExp2[2]), hn::MulHigh(f, hn::Set(d, kExp2[3])));
  e = hn::Sub(hn::Set(d, kExp2[1]), hn::MulHigh(f, e));
  e = hn::Sub(hn::Set(d, kExp2[0]), hn::MulHigh(f, e));
  e = hn::Shr(e, hn::ShiftRight<11>(size));
  auto const likely = hn::RebindMask(d, hn::Gt(y, hn::Zero(SignedHalfTag())));
  u = hn::IfThenElse(likely, hn::Not(u), u);
  Halves const threshold = hn::Sub(e, hn::MulHigh(u, e));
  Halves const beyond = hn::Add(hn::Sub(u, threshold), hn::Set(d, margin));
  return {bits_of(hn::Xor(likely, hn::Lt(u, threshold))),
          bits_of(hn::Lt(beyond, hn::Set(d, static_cast<std::uint16_t>(2 * margin))))};
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
