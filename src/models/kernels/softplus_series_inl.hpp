// Log ratios by a series in the change of temperature, for one instruction set at a time (see
// README.md of this folder).
#if defined(LNZ_MODELS_KERNELS_SOFTPLUS_SERIES_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LNZ_MODELS_KERNELS_SOFTPLUS_SERIES_INL_HPP
#undef LNZ_MODELS_KERNELS_SOFTPLUS_SERIES_INL_HPP
#else
#define LNZ_MODELS_KERNELS_SOFTPLUS_SERIES_INL_HPP
#endif

#include "models/kernels/logistic_inl.hpp"

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <numbers>

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kVectors = kUnits / kFloatLanes;
constexpr std::size_t kChunk = 512;  ///< units at a time

/// Changes d up to which the first term of the series is enough, and the first two: they leave out
/// less than p d^2/24 and d^4/2^14.
constexpr float kFirstTerm = 0x1p-11f, kTwoTerms = 0.05f;

/// x of some units, and p = 1 / (1 + e^-(beta x)) as a fraction.
struct Odds {
  HWY_ALIGN float x[kChunk];
  HWY_ALIGN float numerator[kChunk];
  HWY_ALIGN float denominator[kChunk];
};

/// The odds of `units` whole tiles, per_octave = beta log2 e; returns the most octaves of a place
/// of a register, negative.
template <class Sum>
HWY_INLINE Floats find_odds(std::size_t first, std::size_t units, Sum const* sums,
                            std::size_t tile_stride, UnitField const& field, float per_octave,
                            Odds& out) {
  FloatTag const d;
  constexpr std::size_t kTile = 64 / sizeof(Sum), kLanesAhead = 4;
  constexpr float kMost = -126;
  Floats const one = hn::Set(d, 1.0f);
  Floats most = hn::Zero(d);
  for (std::size_t k = 0; k < units; k += kTile, sums += tile_stride) {
    hwy::Prefetch(sums + kLanesAhead * kTile);  // lines of a lane are far apart
    for (std::size_t j = 0; j < kTile; j += kFloatLanes) {
      Floats const x = target_field(sums + j, field, first + k + j);
      Floats const y = hn::Mul(x, hn::Set(d, per_octave));
      Floats const minus_size = hn::Or(y, hn::SignBit(d));
      Floats const e = exp2_of(hn::Max(minus_size, hn::Set(d, kMost)));
      most = hn::Min(most, minus_size);
      hn::Store(x, d, out.x + k + j);
      hn::Store(hn::IfThenElse(hn::Lt(y, hn::Zero(d)), e, one), d, out.numerator + k + j);
      hn::Store(hn::Add(e, one), d, out.denominator + k + j);
    }
  }
  return most;
}

/// Units that share a division, which takes longer than all the rest, are these groups apart.
constexpr std::size_t kShared = 4;

/// 1/a of four registers.
HWY_INLINE void invert(Floats (&a)[kShared]) {
  Floats const low = hn::Mul(a[0], a[1]), high = hn::Mul(a[2], a[3]);
  Floats const all = hn::Div(hn::Set(FloatTag(), 1.0f), hn::Mul(low, high));
  Floats const of_low = hn::Mul(all, high), of_high = hn::Mul(all, low);
  Floats const inverse[] = {hn::Mul(of_low, a[1]), hn::Mul(of_low, a[0]), hn::Mul(of_high, a[3]),
                            hn::Mul(of_high, a[2])};
  std::copy_n(inverse, kShared, a);
}

/// p + d^2 p (1 - p) (1 - 2p) / 24
HWY_INLINE Floats two_terms(Floats p, Floats change, Floats x) {
  FloatTag const tag;
  constexpr float kCubic = 1.0f / 24;
  Floats const skew =
      hn::Mul(fused(hn::Neg(p), p, p), fused(hn::Set(tag, -2 * kCubic), p, hn::Set(tag, kCubic)));
  Floats const d = hn::Mul(change, x);
  return fused(hn::Mul(d, d), skew, p);
}

/// Adds the series' sum over x d / (to - from); unit j belongs to partial sum j % 16.
template <bool both>
HWY_INLINE void add_series(Odds const& odds, std::size_t units, float change, Floats* sum) {
  FloatTag const tag;
  for (std::size_t k = 0; k < units; k += kShared * kUnits)
    for (std::size_t v = 0; v < kVectors; ++v) {
      std::size_t const at = k + v * kFloatLanes;
      Floats p[kShared];
      for (std::size_t s = 0; s < kShared; ++s)
        p[s] = hn::Load(tag, odds.denominator + at + s * kUnits);
      invert(p);
      for (std::size_t s = 0; s < kShared; ++s) {
        Floats const x = hn::Load(tag, odds.x + at + s * kUnits);
        p[s] = hn::Mul(p[s], hn::Load(tag, odds.numerator + at + s * kUnits));
        if (both) p[s] = two_terms(p[s], hn::Set(tag, change), x);
        sum[v] = fused(x, p[s], sum[v]);
      }
    }
}

HWY_INLINE double total(Floats const* sum) {
  hn::CappedTag<double, 4> const d;
  hn::Rebind<float, decltype(d)> const narrow;
  constexpr std::size_t kQuarter = 4;
  HWY_ALIGN float part[kUnits];
  HWY_ALIGN double quarter[kQuarter];
  for (std::size_t v = 0; v < kVectors; ++v) hn::Store(sum[v], FloatTag(), part + v * kFloatLanes);
  for (std::size_t q = 0; q < kQuarter; q += hn::MaxLanes(d)) {
    auto total = hn::PromoteTo(d, hn::Load(narrow, part + q));
    for (std::size_t i = q + kQuarter; i < kUnits; i += kQuarter)
      total = hn::Add(total, hn::PromoteTo(d, hn::Load(narrow, part + i)));
    hn::Store(total, d, quarter + q);
  }
  return (quarter[0] + quarter[1]) + (quarter[2] + quarter[3]);
}

/// False, and no sum, if a change is too large for the series. Units that do not count have x = 0,
/// hence no change.
template <class Sum>
HWY_INLINE bool series_sum(std::size_t units, Sum const* sums, std::size_t tile_stride,
                           UnitField const& field, double from, double to, double* out) {
  FloatTag const tag;
  constexpr std::size_t kTile = 64 / sizeof(Sum), kGroup = kShared * kUnits;
  auto const change = static_cast<float>(to - from);
  auto const per_octave = static_cast<float>((from + to) / 2 * std::numbers::log2e);
  Odds odds;
  Floats sum[kVectors];
  for (Floats& s : sum) s = hn::Zero(tag);
  for (std::size_t first = 0; first < units; first += kChunk) {
    std::size_t const count = std::min(kChunk, (units - first + kTile - 1) / kTile * kTile);
    std::size_t const padded = (count + kGroup - 1) / kGroup * kGroup;
    Floats const octaves = find_odds(first, count, sums + first / kTile * tile_stride, tile_stride,
                                     field, per_octave, odds);
    for (std::size_t k = count; k < padded; ++k) {
      odds.x[k] = 0;
      odds.numerator[k] = odds.denominator[k] = 1;
    }
    float const d = std::abs(hn::GetLane(hn::MinOfLanes(tag, octaves)) / per_octave * change);
    if (d <= kFirstTerm)
      add_series<false>(odds, padded, change, sum);
    else if (d <= kTwoTerms)
      add_series<true>(odds, padded, change, sum);
    else
      return false;
  }
  *out = (to - from) * total(sum);
  return true;
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
