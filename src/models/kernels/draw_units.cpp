#include "models/kernels/draw_units.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/draw_units.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/ars_inl.hpp"
#include "models/kernels/half_words_inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

constexpr std::size_t kWordUnits = PackedBits::kWord, kBlockUnits = 8;
constexpr std::size_t kBlocks = kWordUnits / kBlockUnits;    // of ARS, for halves of words
constexpr std::uint64_t kTrailing = std::uint64_t{1} << 32;  // added to the kind

/// A tile of units, and what draws it for all lanes.
template <class Sum>
class TileDraw {
 public:
  HWY_INLINE TileDraw(std::size_t first_unit, UnitField const& field, float const* target,
                      float const* reference, std::size_t lanes, ArsKey key, std::uint64_t kind)
      : first_unit_(first_unit),
        field_(field),
        target_(target),
        reference_(reference),
        lanes_(lanes),
        ars_(key),
        kind_(kind) {
    for (std::size_t k = 0; k < kPlaces; ++k) {
      std::size_t const unit = first_unit + unit_at(k);
      step_[k] = field.step[unit] * (kWhole ? 0x1p-16f * kStepsOfOne : kStepsOfOne);
      bias_[k] = field.bias[unit] * kStepsOfOne;
      g_[k] = field.g ? field.g[unit] * kStepsOfOne : 0;
      with_reference_ = with_reference_ || g_[k] != 0;
    }
  }

  HWY_INLINE void operator()(Sum const* sums, unsigned char* out) const {
    for (std::size_t lane = 0; lane < lanes_; lane += kChunk) {
      Chunk chunk;
      chunk.first = lane;
      chunk.count = std::min(kChunk, lanes_ - lane);
#if HWY_TARGET == HWY_EMU128  // whose high halves of products g++ 12 gets wrong
      chunk.in_registers = 0;
#else
      chunk.in_registers = chunk.count / kLanes * kLanes;
#endif
      prepare_leading(chunk);
      if (with_reference_)
        prepare_steps<true>(sums, chunk);
      else
        prepare_steps<false>(sums, chunk);
      std::size_t open[kChunk];
      std::size_t count = draw_by_halves(chunk, out, open);
      for (std::size_t l = chunk.in_registers; l < chunk.count; ++l) open[count++] = l;
      for (std::size_t k = 0; k < count; ++k) draw_by_whole_words(chunk, open[k], sums, out);
    }
  }

 private:
  static constexpr bool kWhole = std::is_integral_v<Sum>;
  static constexpr std::size_t kTile = 64 / sizeof(Sum);
  /// Lanes of a register of halves, and registers of a lane.
  static constexpr std::size_t kLanes = std::max<std::size_t>(1, kHalves / kTile);
  static constexpr std::size_t kPieces = std::max<std::size_t>(1, kTile / kHalves);
  static constexpr std::size_t kPlaces = kPieces * kHalves;
  static constexpr std::size_t kChunk = 64;

  /// Some lanes, one short loop over them after the other.
  struct Chunk {
    std::size_t first, count;
    std::size_t in_registers;  ///< of count, those that fill registers of halves
    HWY_ALIGN std::uint16_t leading[kChunk * kTile];
    HWY_ALIGN std::int16_t steps[kChunk * kTile];
  };

  /// The unit of a place of pair_of.
  static constexpr std::size_t unit_at(std::size_t k) {
    if (!kWhole) return k % kTile;
    std::size_t const second = k % kHalves / kFloatLanes, j = k % kFloatLanes;
    return k / kHalves * kHalves + j / 4 * 8 + second * 4 + j % 4;
  }

  std::uint64_t counter(std::size_t lane) const {
    return (first_unit_ / kWordUnits * lanes_ + lane) * kBlocks +
           first_unit_ % kWordUnits / kBlockUnits;
  }

  HWY_INLINE Ars::Words counters(std::size_t lane, std::size_t piece) const {
    constexpr std::size_t kOfLane = kTile / kBlockUnits;
    HWY_ALIGN std::uint64_t index[2 * Ars::kBlocks];
    for (std::size_t b = 0; b < Ars::kBlocks; ++b) {
      std::size_t const block = piece * Ars::kBlocks + b;
      index[2 * b] = counter(lane + block / kOfLane) + block % kOfLane;
      index[2 * b + 1] = kind_;
    }
    return hn::Load(Ars::D(), index);
  }

  HWY_INLINE void prepare_leading(Chunk& chunk) const {
    Ars::Words at[kPieces];
    for (std::size_t p = 0; p < kPieces; ++p) at[p] = counters(chunk.first, p);
    Ars::Words const next = hn::OddEven(hn::Zero(Ars::D()), hn::Set(Ars::D(), kBlocks * kLanes));
    std::uint16_t* out = chunk.leading;
    for (std::size_t lane = 0; lane < chunk.count; lane += kLanes)
      for (std::size_t p = 0; p < kPieces; ++p, out += kHalves) {
        hn::Store(hn::BitCast(HalfTag(), ars_.at(at[p])), HalfTag(), out);
        at[p] = hn::Add(at[p], next);
      }
  }

  template <bool with_reference>
  HWY_INLINE void prepare_steps(Sum const* sums, Chunk& chunk) const {
    FloatTag const d;
    auto const steps = [&](Floats own, std::size_t k, std::size_t lane) HWY_ATTR {
      Floats const field = fused(own, hn::Load(d, step_ + k), hn::Load(d, bias_ + k));
      Floats y = hn::Set(d, kNoSteps);
      if (with_reference) y = fused(hn::Load(d, g_ + k), hn::Set(d, reference_[lane]), y);
      return fused(field, hn::Set(d, target_[lane]), y);
    };
    sums += chunk.first * kTile;
    std::int16_t* out = chunk.steps;
    for (std::size_t lane = chunk.first; lane < chunk.first + chunk.in_registers; lane += kLanes)
      for (std::size_t k = 0; k < kPlaces; k += kHalves, sums += kHalves, out += kHalves) {
        FloatPair const own = pair_of(sums);
        SignedHalves const y =
            halves(steps(own.first, k, lane),
                   steps(own.second, k + kFloatLanes, lane + (k + kFloatLanes) / kTile));
        hn::Store(kWhole ? y : in_order(y), SignedHalfTag(), out);
      }
  }

  /// Draws the lanes in registers; `open` tells which of them have units left open, how many in
  /// all.
  HWY_INLINE std::size_t draw_by_halves(Chunk const& chunk, unsigned char* out,
                                        std::size_t* open) const {
    std::uint16_t const margin = with_reference_ ? kMarginOfTwo : kMarginOfOne;
    std::size_t open_count = 0;
    out += chunk.first * sizeof(std::uint32_t);
    for (std::size_t lane = 0, k = 0; lane < chunk.in_registers; lane += kLanes) {
      std::uint32_t ones = 0, undecided = 0;
      for (std::size_t p = 0; p < kPieces; ++p, k += kHalves) {
        HalfDecisions const own = decided(hn::Load(SignedHalfTag(), chunk.steps + k),
                                          hn::Load(HalfTag(), chunk.leading + k), margin);
        ones |= own.ones << (p * kHalves);
        undecided |= own.open << (p * kHalves);
      }
      for (std::size_t l = 0; l < kLanes; ++l, out += sizeof ones) {
        std::uint32_t const bits = ones >> (l * kTile % 32);
        std::memcpy(out, &bits, kTile / 8);
        open[open_count] = lane + l;
        open_count += undecided >> (l * kTile % 32) << (32 - kTile) != 0;
      }
    }
    return open_count;
  }

  HWY_NOINLINE void draw_by_whole_words(Chunk const& chunk, std::size_t own, Sum const* sums,
                                        unsigned char* out) const {
    FloatTag const d;
    hn::RebindToUnsigned<FloatTag> const d32;
    hn::RebindToSigned<FloatTag> const di32;
    hn::Rebind<std::uint16_t, FloatTag> const half;
    std::size_t const lane = chunk.first + own;
    std::uint16_t const* const leading = chunk.leading + own * kTile;
    HWY_ALIGN std::uint16_t trailing[std::max(kTile, Ars::kBlocks * kBlockUnits)];
    for (std::size_t b = 0; b < kTile / kBlockUnits; b += Ars::kBlocks)
      hn::Store(hn::BitCast(HalfTag(), ars_.at(Ars::counter(counter(lane) + b, kind_ + kTrailing))),
                HalfTag(), trailing + b * kBlockUnits);
    sums += lane * kTile;
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < kTile; j += kFloatLanes) {
      Floats x =
          hn::Mul(target_field(sums + j, field_, first_unit_ + j), hn::Set(d, target_[lane]));
      if (with_reference_)
        x = fused(hn::LoadU(d, field_.g + first_unit_ + j), hn::Set(d, reference_[lane]), x);
      auto const word = hn::Or(hn::ShiftLeft<16>(hn::PromoteTo(d32, hn::Load(half, leading + j))),
                               hn::PromoteTo(d32, hn::Load(half, trailing + j)));
      auto const likely = hn::Gt(x, hn::Zero(d));
      auto const counted = hn::IfThenElse(hn::RebindMask(d32, likely), hn::Not(word), word);
      Floats const u = hn::Add(hn::ConvertTo(d, hn::BitCast(di32, hn::ShiftRight<1>(counted))),
                               hn::Set(d, 0.5f));
      auto const unlikely = hn::Lt(fused(u, exp_of_size(x), u), hn::Set(d, 0x1p31f));
      std::uint8_t bytes[8] = {};
      hn::StoreMaskBits(d, hn::Xor(likely, unlikely), bytes);
      bits |= (bytes[0] | static_cast<std::uint32_t>(bytes[1]) << 8) << j;
    }
    std::memcpy(out + lane * sizeof bits, &bits, kTile / 8);
  }

  std::size_t first_unit_;
  UnitField field_;
  float const* target_;
  float const* reference_;
  std::size_t lanes_;
  Ars ars_;
  std::uint64_t kind_;
  bool with_reference_ = false;
  HWY_ALIGN float step_[kPlaces];  ///< of fields in steps, in the order of unit_at
  HWY_ALIGN float bias_[kPlaces];
  HWY_ALIGN float g_[kPlaces];
};

template <class Sum>
HWY_INLINE void draw(std::size_t first_unit, Sum const* sums, UnitField const& field,
                     float const* target, float const* reference, std::size_t lanes, ArsKey key,
                     std::uint64_t kind, std::uint32_t* out) {
  TileDraw<Sum> const tile(first_unit, field, target, reference, lanes, key, kind);
  tile(sums, reinterpret_cast<unsigned char*>(out) + first_unit % kWordUnits / 8);
}

void draw_int16(std::size_t first_unit, std::int16_t const* sums, UnitField const& field,
                float const* target, float const* reference, std::size_t lanes, ArsKey key,
                std::uint64_t kind, std::uint32_t* out) {
  draw(first_unit, sums, field, target, reference, lanes, key, kind, out);
}

void draw_float(std::size_t first_unit, float const* sums, UnitField const& field,
                float const* target, float const* reference, std::size_t lanes, ArsKey key,
                std::uint64_t kind, std::uint32_t* out) {
  draw(first_unit, sums, field, target, reference, lanes, key, kind, out);
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {

HWY_EXPORT(draw_int16);
HWY_EXPORT(draw_float);

void draw_units(std::size_t first_unit, std::int16_t const* sums, UnitField const& field,
                LaneWeights const& weights, ArsKey key, std::uint64_t kind, PackedBits& out) {
  HWY_DYNAMIC_DISPATCH(draw_int16)
  (first_unit, sums, field, weights.target.data(), weights.reference.data(), out.lanes, key, kind,
   &out.word(first_unit, 0));
}

void draw_units(std::size_t first_unit, float const* sums, UnitField const& field,
                LaneWeights const& weights, ArsKey key, std::uint64_t kind, PackedBits& out) {
  HWY_DYNAMIC_DISPATCH(draw_float)
  (first_unit, sums, field, weights.target.data(), weights.reference.data(), out.lanes, key, kind,
   &out.word(first_unit, 0));
}

}  // namespace lnz
#endif
