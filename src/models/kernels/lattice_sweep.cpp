#include "models/kernels/lattice_sweep.hpp"

#include <algorithm>
#include <bit>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/lattice_sweep.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/acceptance_inl.hpp"
#include "models/kernels/count_inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

/// Broken bonds of a part of granule i of a line, whose spins are `spin` or, in an antiferromagnet,
/// their complements.
template <int kBonds, bool kSigns>
HWY_INLINE void find_broken(LatticeLine const& line, std::size_t i, std::size_t part, Bits spin,
                            Bits (&broken)[kBonds]) {
  std::size_t const at = i * 2 * LatticeLine::kWordLimbs + part * HWY_LANES(std::uint64_t);
  for (std::size_t k = 0; k < kBonds; ++k) {
    Bits const near = hn::LoadU(Tag(), line.near[k] + at);
    if constexpr (kSigns)
      broken[k] = exclusive_or(spin, near, hn::LoadU(Tag(), line.sign[k] + at));
    else
      broken[k] = spin ^ near;
  }
}

HWY_INLINE Bits inversion(LatticeLines const& chunk) {
  return hn::Set(Tag(), chunk.antiferromagnet ? ~std::uint64_t{0} : 0);
}

template <int kBonds, bool kSigns>
void update(LatticeLines const& chunk, Thresholds const& thresholds, ArsKey key) {
  Acceptance<kBonds> acceptance(thresholds, key, chunk.first_granule);
  Bits const inverted = inversion(chunk);
  std::uint64_t granule = chunk.first_granule;
  for (LatticeLine const& line : chunk.lines)
    for (std::size_t i = 0; i < chunk.granules; ++i, ++granule) {
      typename Acceptance<kBonds>::Broken all[kParts];
      Bits flips[kParts];
      for (std::size_t part = 0; part < kParts; ++part) {
        Bits broken[kBonds];
        find_broken<kBonds, kSigns>(line, i, part, part_of(line.own[i], part) ^ inverted, broken);
        for (Bits const bond : broken) all[part].add(bond);
      }
      acceptance.decide(granule, all, flips);
      for (std::size_t part = 0; part < kParts; ++part)
        put_part(part_of(line.own[i], part) ^ flips[part], line.own[i], part);
    }
}

HWY_INLINE std::int64_t ones(Bits bits) {
  alignas(64) std::uint64_t limbs[HWY_LANES(std::uint64_t)];
  hn::Store(bits, Tag(), limbs);
  std::int64_t sum = 0;
  for (std::uint64_t const limb : limbs) sum += std::popcount(limb);
  return sum;
}

template <int kBonds, bool kSigns>
std::int64_t count(LatticeLines const& chunk) {
  using Few = Counts<9>;
  constexpr std::size_t kGranules = Few::kMost / kBonds / kParts;
  Bits const inverted = inversion(chunk);
  std::int64_t sum = 0;
  for (LatticeLine const& line : chunk.lines)
    for (std::size_t i = 0; i < chunk.granules;) {
      Few few;
      for (std::size_t const end = std::min(i + kGranules, chunk.granules); i < end; ++i)
        for (std::size_t part = 0; part < kParts; ++part) {
          Bits broken[kBonds];
          find_broken<kBonds, kSigns>(line, i, part, part_of(line.own[i], part) ^ inverted, broken);
          few.add(broken);
        }
      for (int digit = 0; digit < 9; ++digit) sum += ones(few.digit[digit]) << digit;
    }
  return sum;
}

/// body(bonds, signs), both integral constants.
template <class Body>
void with_shape(LatticeLines const& chunk, Body const& body) {
  auto const with_bonds = [&](auto signs) {
    if (chunk.bonds == 2) body(std::integral_constant<int, 2>(), signs);
    if (chunk.bonds == 4) body(std::integral_constant<int, 4>(), signs);
    if (chunk.bonds == 6) body(std::integral_constant<int, 6>(), signs);
    if (chunk.bonds == 8) body(std::integral_constant<int, 8>(), signs);
  };
  chunk.has_signs ? with_bonds(std::true_type()) : with_bonds(std::false_type());
}

void update_chunk(LatticeLines const& chunk, Thresholds const& thresholds, ArsKey key) {
  with_shape(chunk, [&](auto bonds, auto signs) { update<bonds, signs>(chunk, thresholds, key); });
}

std::int64_t count_chunk(LatticeLines const& chunk) {
  std::int64_t sum = 0;
  with_shape(chunk, [&](auto bonds, auto signs) { sum = count<bonds, signs>(chunk); });
  return sum;
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {

HWY_EXPORT(update_chunk);
HWY_EXPORT(count_chunk);

void update_lines(LatticeLines const& chunk, Thresholds const& thresholds, ArsKey key) {
  HWY_DYNAMIC_DISPATCH(update_chunk)(chunk, thresholds, key);
}

std::int64_t broken_bonds(LatticeLines const& chunk) {
  return HWY_DYNAMIC_DISPATCH(count_chunk)(chunk);
}

}  // namespace lnz
#endif
