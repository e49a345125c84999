// Counting bits position by position, for one instruction set at a time.
#if defined(LNZ_MODELS_KERNELS_COUNT_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LNZ_MODELS_KERNELS_COUNT_INL_HPP
#undef LNZ_MODELS_KERNELS_COUNT_INL_HPP
#else
#define LNZ_MODELS_KERNELS_COUNT_INL_HPP
#endif

#include "models/kernels/logic_inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

/// How often every bit of the words added was 1, as bit planes of kLevels binary digits.
template <int kLevels>
struct Counts {
  static constexpr int kMost = (1 << kLevels) - 1;

  Bits digit[kLevels];

  HWY_INLINE Counts() {
    for (Bits& plane : digit) plane = hn::Zero(Tag());
  }

  /// Adds words of weight 2^kLevel: two at a time by a full adder, two instructions.
  template <int kLevel = 0, int kWords>
  HWY_INLINE void add(Bits const (&words)[kWords]) {
    if constexpr (kLevel < kLevels) {
      Bits& plane = digit[kLevel];
      Bits carry[(kWords + 1) / 2];
      for (int i = 0; i + 1 < kWords; i += 2) {
        carry[i / 2] = majority(plane, words[i], words[i + 1]);
        plane = exclusive_or(plane, words[i], words[i + 1]);
      }
      if constexpr (kWords % 2 == 1) {
        carry[kWords / 2] = plane & words[kWords - 1];
        plane = plane ^ words[kWords - 1];
      }
      add<kLevel + 1>(carry);
    }
  }

  template <int kFewer>
  HWY_INLINE void add(Counts<kFewer> const& other) {
    Bits carry = hn::Zero(Tag());
    for (int level = 0; level < kLevels; ++level) {
      Bits const here = digit[level], word = level < kFewer ? other.digit[level] : hn::Zero(Tag());
      digit[level] = exclusive_or(here, word, carry);
      carry = majority(here, word, carry);
    }
  }
};

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
