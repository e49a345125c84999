#include "models/kernels/softplus_change.hpp"

#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/softplus_change.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/logistic_inl.hpp"

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

constexpr std::size_t kVectors = kUnits / kFloatLanes;

/// Largest |d| that the series takes: it leaves out less than d^5/2^14.
constexpr float kSeries = 0.05f;

/// 1 + 2^y with y cut so that the product of two of them stays in range: p changes by less than
/// 1e-18.
HWY_INLINE Floats one_plus_exp2(Floats y) {
  FloatTag const tag;
  constexpr float kMost = 62, kLeast = -126;
  Floats const cut = hn::Max(hn::Min(y, hn::Set(tag, kMost)), hn::Set(tag, kLeast));
  return hn::Add(exp2_of(cut), hn::Set(tag, 1.0f));
}

/// (softplus(x + d/2) - softplus(x - d/2)) / d by the series, p = 1 / (1 + e^-x).
HWY_INLINE Floats series(Floats p, Floats d_squared) {
  FloatTag const tag;
  constexpr float kCubic = 1.0f / 24;
  Floats const skew =
      hn::Mul(fused(hn::Neg(p), p, p), fused(hn::Set(tag, -2 * kCubic), p, hn::Set(tag, kCubic)));
  return fused(d_squared, skew, p);
}

/// False, and no sum, if a change is too large for the series. Unit j belongs to partial sum
/// j % 16; units that do not count have field 0, hence no change. Units j and j + 16 share a
/// division, 1/a = b (1/(a b)): one takes as long as half of the rest.
template <class Sum>
HWY_INLINE bool series_sum(std::size_t units, Sum const* sums, std::size_t tile_stride,
                           UnitField const& field, double from, double to, double* out) {
  FloatTag const tag;
  constexpr std::size_t kTile = 64 / sizeof(Sum), kTiles = 2 * kUnits / kTile;
  Floats const change = hn::Set(tag, static_cast<float>(to - from));
  Floats const scale = hn::Set(tag, static_cast<float>((from + to) * -0.5 * std::numbers::log2e));
  Floats sum[kVectors], largest = hn::Zero(tag);
  for (Floats& s : sum) s = hn::Zero(tag);
  for (std::size_t first = 0; first < units; first += 2 * kUnits, sums += kTiles * tile_stride) {
    Sum const* const others = sums + (kTiles == 1 ? kUnits : tile_stride);
    bool const both = kTiles == 1 || first + kUnits < units;
    for (std::size_t v = 0; v < kVectors; ++v) {
      std::size_t const at = v * kFloatLanes;
      Floats const f = target_field(sums + at, field, first + at);
      Floats const g = both ? target_field(others + at, field, first + kUnits + at) : hn::Zero(tag);
      Floats const a = one_plus_exp2(hn::Mul(f, scale)), b = one_plus_exp2(hn::Mul(g, scale));
      Floats const shared = hn::Div(hn::Set(tag, 1.0f), hn::Mul(a, b));
      Floats const d = hn::Mul(change, f), e = hn::Mul(change, g);
      Floats const dd = hn::Mul(d, d), ee = hn::Mul(e, e);
      largest = hn::Max(largest, hn::Max(dd, ee));
      sum[v] = fused(f, series(hn::Mul(b, shared), dd), sum[v]);
      sum[v] = fused(g, series(hn::Mul(a, shared), ee), sum[v]);
    }
  }
  if (!hn::AllTrue(tag, hn::Le(largest, hn::Set(tag, kSeries * kSeries)))) return false;
  HWY_ALIGN float part[kUnits];
  for (std::size_t v = 0; v < kVectors; ++v) hn::Store(sum[v], tag, part + v * kFloatLanes);
  double quarter[4] = {};  // additions that do not wait for one another
  for (std::size_t i = 0; i < kUnits; ++i) quarter[i % 4] += static_cast<double>(part[i]);
  *out = (to - from) * ((quarter[0] + quarter[1]) + (quarter[2] + quarter[3]));
  return true;
}

using DoubleTag = hn::CappedTag<double, kUnits>;
using Doubles = hn::Vec<DoubleTag>;
constexpr std::size_t kDoubleLanes = hn::MaxLanes(DoubleTag());

/// sum_j softplus(x_j) of 16 units at a time, in float64.
class SoftplusSum {
 public:
  HWY_INLINE SoftplusSum() { clear(); }

  HWY_INLINE void add(std::size_t v, Doubles x) {
    DoubleTag const d;
    constexpr double kSmallest = -700;  // exp of less is nothing beside 1
    Doubles const minus_size = hn::Max(hn::Neg(hn::Abs(x)), hn::Set(d, kSmallest));
    positive_[v] = hn::Add(positive_[v], hn::Max(x, hn::Zero(d)));
    factor_[v] = hn::MulAdd(factor_[v], hn::Exp(d, minus_size), factor_[v]);
  }

  /// To be called after at most 512 units, whose factors, at most 2 each, do not overflow.
  HWY_INLINE void collect() {
    DoubleTag const d;
    HWY_ALIGN double positive[kUnits], factor[kUnits];
    for (std::size_t v = 0; v < kUnits / kDoubleLanes; ++v) {
      hn::Store(positive_[v], d, positive + v * kDoubleLanes);
      hn::Store(factor_[v], d, factor + v * kDoubleLanes);
    }
    double product = 1;
    for (std::size_t i = 0; i < kUnits; ++i) {
      sum_ += positive[i];
      product *= factor[i];
    }
    sum_ += std::log(product);
    clear();
  }

  double sum() const { return sum_; }

 private:
  HWY_INLINE void clear() {
    for (Doubles& p : positive_) p = hn::Zero(DoubleTag());
    for (Doubles& f : factor_) f = hn::Set(DoubleTag(), 1.0);
  }

  Doubles positive_[kUnits / kDoubleLanes], factor_[kUnits / kDoubleLanes];
  double sum_ = 0;
};

HWY_INLINE Doubles wide(float const* values) {
  hn::Rebind<float, DoubleTag> const narrow;
  return hn::PromoteTo(DoubleTag(), hn::LoadU(narrow, values));
}
HWY_INLINE Doubles wide(std::int16_t const* values) {
  hn::Rebind<std::int16_t, DoubleTag> const d16;
  hn::Rebind<std::int32_t, DoubleTag> const d32;
  return hn::PromoteTo(DoubleTag(), hn::PromoteTo(d32, hn::LoadU(d16, values)));
}

template <class Sum>
HWY_INLINE double difference(std::size_t units, Sum const* sums, std::size_t tile_stride,
                             UnitField const& field, double from, double to) {
  DoubleTag const d;
  constexpr std::size_t kTile = 64 / sizeof(Sum), kFactors = 512;
  SoftplusSum before, after;
  for (std::size_t first = 0; first < units; first += kTile, sums += tile_stride) {
    for (std::size_t j = 0; j < kTile; j += kUnits) {
      for (std::size_t v = 0; v < kUnits / kDoubleLanes; ++v) {
        std::size_t const unit = j + v * kDoubleLanes;
        Doubles const x = hn::MulAdd(wide(sums + unit), wide(field.step + first + unit),
                                     wide(field.bias + first + unit));
        before.add(v, hn::Mul(x, hn::Set(d, from)));
        after.add(v, hn::Mul(x, hn::Set(d, to)));
      }
    }
    if ((first + kTile) % kFactors == 0) {
      before.collect();
      after.collect();
    }
  }
  before.collect();
  after.collect();
  return after.sum() - before.sum();
}

template <class Sum>
HWY_INLINE void change(std::size_t units, Sum const* sums, UnitField const& field,
                       std::size_t tile_lanes, std::size_t lanes, double const* from,
                       double const* to, double* out) {
  constexpr std::size_t kTile = 64 / sizeof(Sum);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    Sum const* const own = sums + lane * kTile;
    if (!series_sum(units, own, tile_lanes * kTile, field, from[lane], to[lane], out + lane))
      out[lane] = difference(units, own, tile_lanes * kTile, field, from[lane], to[lane]);
  }
}

void change_int16(std::size_t units, std::int16_t const* sums, UnitField const& field,
                  std::size_t tile_lanes, std::size_t lanes, double const* from, double const* to,
                  double* out) {
  change(units, sums, field, tile_lanes, lanes, from, to, out);
}

void change_float(std::size_t units, float const* sums, UnitField const& field,
                  std::size_t tile_lanes, std::size_t lanes, double const* from, double const* to,
                  double* out) {
  change(units, sums, field, tile_lanes, lanes, from, to, out);
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {

HWY_EXPORT(change_int16);
HWY_EXPORT(change_float);

void softplus_change(std::size_t units, std::int16_t const* sums, std::size_t tile_lanes,
                     UnitField const& field, std::span<double const> from,
                     std::span<double const> to, std::span<double> out) {
  HWY_DYNAMIC_DISPATCH(change_int16)
  (units, sums, field, tile_lanes, out.size(), from.data(), to.data(), out.data());
}

void softplus_change(std::size_t units, float const* sums, std::size_t tile_lanes,
                     UnitField const& field, std::span<double const> from,
                     std::span<double const> to, std::span<double> out) {
  HWY_DYNAMIC_DISPATCH(change_float)
  (units, sums, field, tile_lanes, out.size(), from.data(), to.data(), out.data());
}

}  // namespace lnz
#endif
