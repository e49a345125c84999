#include "models/kernels/linked_units.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/linked_units.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/ars_inl.hpp"
#include "models/kernels/bit_lanes_inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

HWY_INLINE Floats loaded(TileSums const& sums, std::size_t unit, std::size_t lane) {
  FloatTag const d;
  hn::RebindToSigned<FloatTag> const di;
  float const* const at = sums.values + unit * sums.unit_stride + lane * sums.lane_stride;
  if (sums.lane_stride == 1) return hn::LoadU(d, at);
  auto const stride = hn::Set(di, static_cast<std::int32_t>(sums.lane_stride));
  return hn::GatherIndex(d, at, hn::Mul(hn::Iota(di, 0), stride));
}

template <bool kLinked>
HWY_INLINE void draw_tile(LinkedTile const& tile, TileSums const& sums, float const* target,
                          float const* reference, Ars const& ars, std::size_t lanes,
                          std::uint32_t* words) {
  FloatTag const d;
  constexpr std::size_t kUnitsOfTile = LinkedTile::kUnits;
  Floats const one = hn::Set(d, 1.0f);
  for (std::size_t lane = 0; lane < lanes; lane += kFloatLanes) {
    Floats const at_target = hn::LoadU(d, target + lane),
                 at_reference = hn::LoadU(d, reference + lane);
    Words32 x = hn::LoadU(WordTag(), words + lane);
    HWY_ALIGN float field[kUnitsOfTile * kFloatLanes];
    for (std::size_t i = 0; i < tile.units; ++i)
      hn::Store(hn::Add(loaded(sums, i, lane), hn::Set(d, tile.bias[i])), d,
                field + i * kFloatLanes);
    for (std::size_t i = 0; i < tile.units; ++i) {
      std::size_t const unit = tile.first + i;
      Floats const y = fused(hn::Set(d, tile.odds[i]), at_reference,
                             hn::Mul(hn::Load(d, field + i * kFloatLanes), at_target));
      auto const now = drawn(y, ars.at(Ars::counter((unit * lanes + lane) / 4)));
      if constexpr (kLinked) {
        Floats const change =
            hn::Sub(hn::IfThenElseZero(now, one), hn::IfThenElseZero(is_set(x, unit), one));
        for (std::size_t j = i + 1; j < tile.units; ++j) {
          float* const other = field + j * kFloatLanes;
          hn::Store(fused(hn::Set(d, tile.links[i * kUnitsOfTile + j]), change, hn::Load(d, other)),
                    d, other);
        }
      }
      x = with_bit(x, unit, now);
    }
    hn::StoreU(x, WordTag(), words + lane);
  }
}

void draw(LinkedTile const& tile, TileSums const& sums, float const* target, float const* reference,
          ArsKey key, std::size_t lanes, std::uint32_t* words) {
  Ars const ars(key);
  if (tile.links)
    draw_tile<true>(tile, sums, target, reference, ars, lanes, words);
  else
    draw_tile<false>(tile, sums, target, reference, ars, lanes, words);
}

void sum(UnitLinks const& links, std::size_t lanes, std::uint32_t const* words, float* out) {
  FloatTag const d;
  for (std::size_t lane = 0; lane < lanes; lane += kFloatLanes) {
    Floats total = hn::Zero(d);
    for (std::size_t k = 0; k < links.count; ++k) {
      std::size_t const unit = links.neighbour[k];
      Words32 const x = hn::LoadU(WordTag(), words + unit / PackedBits::kWord * lanes + lane);
      total = hn::Add(total, hn::IfThenElseZero(is_set(x, unit), hn::Set(d, links.weight[k])));
    }
    hn::StoreU(total, d, out + lane);
  }
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {

HWY_EXPORT(draw);
HWY_EXPORT(sum);

void draw_linked(LinkedTile const& tile, TileSums const& sums, LaneWeights const& weights,
                 ArsKey key, PackedBits& x) {
  HWY_DYNAMIC_DISPATCH(draw)
  (tile, sums, weights.target.data(), weights.reference.data(), key, x.lanes,
   &x.word(tile.first, 0));
}

void link_sums(UnitLinks const& links, PackedBits const& x, float* out) {
  HWY_DYNAMIC_DISPATCH(sum)(links, x.lanes, x.words.data(), out);
}

}  // namespace lnz
#endif
