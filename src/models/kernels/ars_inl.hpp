// ARS-5 on vectors, for one instruction set at a time (see README.md of this folder).
#if defined(LNZ_MODELS_KERNELS_ARS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LNZ_MODELS_KERNELS_ARS_INL_HPP
#undef LNZ_MODELS_KERNELS_ARS_INL_HPP
#else
#define LNZ_MODELS_KERNELS_ARS_INL_HPP
#endif

#include "models/kernels/ars.hpp"

#include <hwy/highway.h>

// Inlined where rounds are instructions; hundreds of copies of the software path take minutes to
// compile.
#undef LNZ_ARS_INLINE
#if HWY_TARGET == HWY_EMU128
#define LNZ_ARS_INLINE HWY_NOINLINE
#else
#define LNZ_ARS_INLINE HWY_INLINE
#endif

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The words of ARS-5 under one key, at counters (index, kind): kind, below kArsKinds, tells the
/// uses of one key apart. Cost: five AES rounds for every 16 bytes, 12 bytes a cycle where a vector
/// of blocks is encrypted at once; the same bits, slowly, without AES instructions.
class Ars {
 public:
  using D = hn::ScalableTag<std::uint64_t>;
  using Words = hn::Vec<D>;

  /// 128-bit blocks of a vector.
  static constexpr std::size_t kBlocks = HWY_LANES(std::uint64_t) / 2;

  HWY_INLINE explicit Ars(ArsKey key) {
    // Weyl constants of Random123: sqrt(3) - 1 and the golden ratio.
    constexpr std::uint64_t kHigh = 0xBB67AE8584CAA73B, kLow = 0x9E3779B97F4A7C15;
    for (std::uint64_t kind = 0; kind < kArsKinds; ++kind)
      whitening_[kind] = hn::OddEven(hn::Set(D(), key.high ^ kind), hn::Set(D(), key.low));
    hn::Repartition<std::uint64_t, Bytes> const d;
    for (hn::Vec<Bytes>& round : round_) {
      key.low += kLow;
      key.high += kHigh;
      round = hn::BitCast(Bytes(), hn::OddEven(hn::Set(d, key.high), hn::Set(d, key.low)));
    }
  }

  /// The counters index, index + 1, ..., index + kBlocks - 1 of this kind, here any number.
  static HWY_INLINE Words counter(std::uint64_t index, std::uint64_t kind = 0) {
    Words const block = hn::ShiftRight<1>(hn::Iota(D(), 0));  // 0 0 1 1 2 2 ...
    return hn::OddEven(hn::Set(D(), kind), hn::Add(block, hn::Set(D(), index)));
  }

  /// The next kBlocks counters.
  static HWY_INLINE Words next(Words counter) {
    return hn::Add(counter, hn::OddEven(hn::Zero(D()), hn::Set(D(), kBlocks)));
  }

  /// The words of these counters, of kind 0, in another kind; or in their own if that is 0.
  LNZ_ARS_INLINE Words at(Words counter, std::uint64_t kind = 0) const {
    hn::Repartition<std::uint8_t, D> const bytes;
    return hn::BitCast(D(),
                       encrypted(bytes, hn::BitCast(bytes, hn::Xor(counter, whitening_[kind]))));
  }

 private:
  /// What is encrypted at a time: a register, or 128 bits where the instruction takes no more;
  /// registers are then split once and not at every round.
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  using Bytes = hn::Full128<std::uint8_t>;
#else
  using Bytes = hn::ScalableTag<std::uint8_t>;
#endif

  template <class B>
  HWY_INLINE hn::Vec<B> encrypted(B bytes, hn::Vec<B> x) const {
    if constexpr (hn::MaxLanes(B()) > hn::MaxLanes(Bytes())) {
      hn::Half<B> const half;
      return hn::Combine(bytes, encrypted(half, hn::UpperHalf(half, x)),
                         encrypted(half, hn::LowerHalf(half, x)));
    } else {
      for (int round = 0; round < 4; ++round) x = hn::AESRound(x, round_[round]);
      return hn::AESLastRound(x, round_[4]);
    }
  }

  Words whitening_[kArsKinds];  ///< the first round's key, kind and all
  hn::Vec<Bytes> round_[5];
};

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
