#include "models/kernels/overlap_spins.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/overlap_spins.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/ars_inl.hpp"
#include "models/kernels/bit_lanes_inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

template <bool kDriven>
HWY_INLINE void draw_all(OverlapSpins const& spins, float const* drive, float const* target,
                         float const* reference, ArsKey key, float* overlap, PackedBits& s) {
  FloatTag const d;
  Ars const ars(key);
  std::size_t const lanes = s.lanes, patterns = spins.patterns;
  Floats const one = hn::Set(d, 1.0f), two = hn::Set(d, 2.0f),
               coupling = hn::Set(d, spins.coupling),
               self = hn::Set(d, static_cast<float>(patterns));
  float const* const told = kDriven ? drive : overlap;
  for (std::size_t i = 0; i < s.units; ++i) {
    float const* const xi = spins.xi + i * patterns;
    Floats const field = hn::Set(d, spins.field[i]), odds = hn::Set(d, spins.odds[i]);
    std::uint32_t* const words = &s.word(i, 0);
    Ars::Words counters = Ars::counter(i * lanes / 4);
    for (std::size_t lane = 0; lane < lanes; lane += kFloatLanes) {
      Words32 const x = hn::LoadU(WordTag(), words + lane);
      Floats const before = hn::IfThenElse(is_set(x, i), one, hn::Neg(one));
      Floats sum = hn::Zero(d);
      for (std::size_t p = 0; p < patterns; ++p)
        sum = fused(hn::Set(d, xi[p]), hn::LoadU(d, told + p * lanes + lane), sum);
      Floats const at = hn::LoadU(d, target + lane);
      if constexpr (kDriven)
        sum = fused(at, field, sum);
      else
        sum = hn::Mul(at, fused(coupling, hn::Sub(sum, hn::Mul(self, before)), field));
      Floats const y = fused(two, sum, hn::Mul(odds, hn::LoadU(d, reference + lane)));
      auto const up = drawn(y, ars.at(counters));
      counters = Ars::next(counters);
      Floats const change = hn::Sub(hn::IfThenElse(up, one, hn::Neg(one)), before);
      for (std::size_t p = 0; p < patterns; ++p) {
        float* const m = overlap + p * lanes + lane;
        hn::StoreU(fused(hn::Set(d, xi[p]), change, hn::LoadU(d, m)), d, m);
      }
      hn::StoreU(with_bit(x, i, up), WordTag(), words + lane);
    }
  }
}

void draw(OverlapSpins const& spins, float const* drive, float const* target,
          float const* reference, ArsKey key, float* overlap, PackedBits& s) {
  if (drive)
    draw_all<true>(spins, drive, target, reference, key, overlap, s);
  else
    draw_all<false>(spins, drive, target, reference, key, overlap, s);
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {

HWY_EXPORT(draw);

void draw_by_overlaps(OverlapSpins const& spins, float const* drive, LaneWeights const& weights,
                      ArsKey key, float* overlap, PackedBits& s) {
  HWY_DYNAMIC_DISPATCH(draw)
  (spins, drive, weights.target.data(), weights.reference.data(), key, overlap, s);
}

}  // namespace lnz
#endif
