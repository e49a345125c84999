#include "models/kernels/softplus_change.hpp"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/softplus_change.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/softplus_series_inl.hpp"

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

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
