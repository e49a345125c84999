// ARS-5 on vectors, for one instruction set at a time (see README.md of this folder).
#if defined(LNZ_MODELS_KERNELS_ARS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LNZ_MODELS_KERNELS_ARS_INL_HPP
#undef LNZ_MODELS_KERNELS_ARS_INL_HPP
#else
#define LNZ_MODELS_KERNELS_ARS_INL_HPP
#endif

#include "models/kernels/ars.hpp"

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The words of ARS-5 under one key. Cost: five AES rounds for every 16 bytes, 12 bytes a cycle
/// where a vector of blocks is encrypted at once; the same bits, slowly, without AES instructions.
class Ars {
 public:
  using D = hn::ScalableTag<std::uint64_t>;
  using Words = hn::Vec<D>;

  /// 128-bit blocks of a vector.
  static constexpr std::size_t kBlocks = HWY_LANES(std::uint64_t) / 2;

  /// Counters (index, kind): kind tells the uses of one key apart.
  HWY_INLINE Ars(ArsKey key, std::uint64_t kind) {
    // Weyl constants of Random123: sqrt(3) - 1 and the golden ratio.
    constexpr std::uint64_t kHigh = 0xBB67AE8584CAA73B, kLow = 0x9E3779B97F4A7C15;
    std::uint64_t low = key.low, high = key.high;
    for (Words& round : round_) {
      round = hn::OddEven(hn::Set(D(), high), hn::Set(D(), low));
      low += kLow;
      high += kHigh;
    }
    Words const block = hn::ShiftRight<1>(hn::Iota(D(), 0));  // 0 0 1 1 2 2 ...
    first_ = hn::OddEven(hn::Set(D(), kind), block);
    step_ = hn::OddEven(hn::Zero(D()), hn::Set(D(), kBlocks));
  }

  /// The words of the counters index, index + 1, ... index + kBlocks - 1.
  HWY_INLINE Words at(std::uint64_t index) const { return words(counters(index)); }

  /// These counters, those after them, and the words of either.
  HWY_INLINE Words counters(std::uint64_t index) const {
    return hn::Add(first_, hn::OddEven(hn::Zero(D()), hn::Set(D(), index)));
  }
  HWY_INLINE Words next(Words counters) const { return hn::Add(counters, step_); }
  HWY_INLINE Words words(Words counter) const {
    hn::Repartition<std::uint8_t, D> const bytes;
    auto x = hn::BitCast(bytes, hn::Xor(counter, round_[0]));
    for (int round = 1; round < 5; ++round) x = hn::AESRound(x, hn::BitCast(bytes, round_[round]));
    return hn::BitCast(D(), hn::AESLastRound(x, hn::BitCast(bytes, round_[5])));
  }

 private:
  Words round_[6];
  Words first_, step_;
};

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
