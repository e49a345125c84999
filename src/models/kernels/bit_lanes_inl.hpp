// A unit's bits over a vector of lanes, for one instruction set at a time (see README.md of this
// folder).
#if defined(LNZ_MODELS_KERNELS_BIT_LANES_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LNZ_MODELS_KERNELS_BIT_LANES_INL_HPP
#undef LNZ_MODELS_KERNELS_BIT_LANES_INL_HPP
#else
#define LNZ_MODELS_KERNELS_BIT_LANES_INL_HPP
#endif

#include "models/kernels/logistic_inl.hpp"
#include "models/kernels/packed_bits.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

using WordTag = hn::RebindToUnsigned<FloatTag>;
using Words32 = hn::Vec<WordTag>;

HWY_INLINE Words32 bit_of(std::size_t unit) {
  return hn::Set(WordTag(), std::uint32_t{1} << unit % PackedBits::kWord);
}

/// Whether the unit is 1, from the words of PackedBits that hold it.
HWY_INLINE hn::Mask<FloatTag> is_set(Words32 words, std::size_t unit) {
  return hn::RebindMask(FloatTag(), hn::TestBit(words, bit_of(unit)));
}

/// The same words with the unit at these values.
HWY_INLINE Words32 with_bit(Words32 words, std::size_t unit, hn::Mask<FloatTag> value) {
  Words32 const bit = bit_of(unit);
  return hn::Or(hn::AndNot(bit, words), hn::IfThenElseZero(hn::RebindMask(WordTag(), value), bit));
}

/// One unit a lane, 1 with probability 1 / (1 + exp(-y)), by 31 random bits for the less likely
/// value.
template <class Words>
HWY_INLINE hn::Mask<FloatTag> drawn(Floats y, Words random) {
  FloatTag const d;
  Floats const u = uniforms(random);
  auto const unlikely = hn::Lt(fused(u, exp_of_size(y), u), hn::Set(d, 0x1p31f));
  return hn::Xor(hn::Gt(y, hn::Zero(d)), unlikely);
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
