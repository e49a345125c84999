#include "models/kernels/draw_units.hpp"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/draw_units.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/ars_inl.hpp"
#include "models/kernels/logistic_inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

/// Mask bits of a vector as the low bits of a number.
HWY_INLINE std::uint32_t bits_of(hn::Mask<FloatTag> mask) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(FloatTag(), mask, bytes);
  return bytes[0] | static_cast<std::uint32_t>(bytes[1]) << 8;
}

/// One unit a lane of the register.
HWY_INLINE hn::Mask<FloatTag> drawn(Floats x, Ars::Words words) {
  FloatTag const d;
  Floats const u = uniforms(words);
  auto const unlikely = hn::Lt(fused(u, exp_of_size(x), u), hn::Set(d, 0x1p31f));
  return hn::Xor(hn::Gt(x, hn::Zero(d)), unlikely);
}

template <class Sum, bool with_reference>
HWY_INLINE void draw_tile(std::size_t first_unit, Sum const* sums, UnitField const& field,
                          float const* target, float const* reference, std::size_t lanes,
                          Ars const& ars, std::uint64_t kind, std::uint32_t* out) {
  FloatTag const d;
  constexpr std::size_t kTile = 64 / sizeof(Sum);
  Ars::Words counters = Ars::counter(first_unit / 32 * lanes * 8 + first_unit % 32 / 4, kind);
  auto* piece = reinterpret_cast<unsigned char*>(out) + first_unit % 32 / 8;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < kTile; j += kFloatLanes) {
      Floats x = hn::Mul(target_field(sums + j, field, first_unit + j), hn::Set(d, target[lane]));
      if (with_reference)
        x = fused(hn::LoadU(d, field.g + first_unit + j), hn::Set(d, reference[lane]), x);
      bits |= bits_of(drawn(x, ars.at(counters))) << j;
      counters = Ars::next(counters);
    }
    for (std::size_t rest = kTile; rest < 32; rest += kFloatLanes) counters = Ars::next(counters);
    std::memcpy(piece, &bits, kTile / 8);
    sums += kTile;
    piece += 4;
  }
}

template <class Sum>
HWY_INLINE void draw(std::size_t first_unit, Sum const* sums, UnitField const& field,
                     float const* target, float const* reference, std::size_t lanes, ArsKey key,
                     std::uint64_t kind, std::uint32_t* out) {
  Ars const ars(key);
  if (field.g)
    draw_tile<Sum, true>(first_unit, sums, field, target, reference, lanes, ars, kind, out);
  else
    draw_tile<Sum, false>(first_unit, sums, field, target, reference, lanes, ars, kind, out);
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
