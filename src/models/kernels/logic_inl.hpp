// Logic on vectors of spins, for one instruction set at a time.
#if defined(LNZ_MODELS_KERNELS_LOGIC_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LNZ_MODELS_KERNELS_LOGIC_INL_HPP
#undef LNZ_MODELS_KERNELS_LOGIC_INL_HPP
#else
#define LNZ_MODELS_KERNELS_LOGIC_INL_HPP
#endif

#include "models/kernels/granule.hpp"

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::ScalableTag<std::uint64_t>;
using Bits = hn::Vec<Tag>;

/// Registers of a granule.
constexpr std::size_t kParts = sizeof(Granule) / HWY_LANES(std::uint64_t) / sizeof(std::uint64_t);

HWY_INLINE Bits part_of(Granule const& granule, std::size_t part) {
  return hn::Load(Tag(), granule.limb + part * HWY_LANES(std::uint64_t));
}
HWY_INLINE void put_part(Bits bits, Granule& granule, std::size_t part) {
  hn::Store(bits, Tag(), granule.limb + part * HWY_LANES(std::uint64_t));
}

#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
/// One instruction for any function of three bits: bit 4 a + 2 b + c of the table.
template <int kTable>
HWY_INLINE Bits of_three(Bits a, Bits b, Bits c) {
  return Bits{_mm512_ternarylogic_epi64(a.raw, b.raw, c.raw, kTable)};
}
HWY_INLINE Bits majority(Bits a, Bits b, Bits c) { return of_three<0xE8>(a, b, c); }
HWY_INLINE Bits exclusive_or(Bits a, Bits b, Bits c) { return of_three<0x96>(a, b, c); }
HWY_INLINE Bits or_of_and(Bits a, Bits b, Bits c) { return of_three<0xF8>(a, b, c); }
HWY_INLINE Bits choose(Bits which, Bits yes, Bits no) { return of_three<0xCA>(which, yes, no); }
HWY_INLINE Bits and_but_neither(Bits a, Bits b, Bits c) { return of_three<0x10>(a, b, c); }
#else
HWY_INLINE Bits majority(Bits a, Bits b, Bits c) { return (a & b) | (c & (a | b)); }
HWY_INLINE Bits exclusive_or(Bits a, Bits b, Bits c) { return a ^ b ^ c; }
HWY_INLINE Bits or_of_and(Bits a, Bits b, Bits c) { return a | (b & c); }
HWY_INLINE Bits choose(Bits which, Bits yes, Bits no) { return no ^ (which & (yes ^ no)); }
HWY_INLINE Bits and_but_neither(Bits a, Bits b, Bits c) { return hn::AndNot(b | c, a); }
#endif

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
