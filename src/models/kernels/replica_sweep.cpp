#include "models/kernels/replica_sweep.hpp"

#include "models/kernels/chunks.hpp"
#include "models/kernels/transpose.hpp"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/replica_sweep.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/acceptance_inl.hpp"
#include "models/kernels/count_inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

/// The words of two sites as one part of a granule.
HWY_INLINE Bits pair_of(Granule const* granules, std::uint32_t a, std::uint32_t b,
                        std::size_t part) {
  constexpr std::size_t kLimbs = Granule::kWordBits / 64, kLanes = HWY_LANES(std::uint64_t);
  std::uint64_t const* const limbs = granules->limb;
#if HWY_MAX_BYTES == 64
  (void)part;
  hn::Half<Tag> const half;
  return hn::Combine(Tag(), hn::Load(half, limbs + b * kLimbs), hn::Load(half, limbs + a * kLimbs));
#else
  constexpr std::size_t kOfWord = kLimbs / kLanes;
  return hn::Load(Tag(), limbs + (part < kOfWord ? a : b) * kLimbs + part % kOfWord * kLanes);
#endif
}

template <int kBonds>
void update(SiteGroup const& group, std::size_t first, std::size_t last,
            Thresholds const& thresholds, ArsKey key, ReplicaSpins& spins) {
  Acceptance<kBonds> acceptance(thresholds, key, first);
  Granule* const all = spins.granules.data();
  std::size_t const half = spins.half();
  std::uint32_t const* near = group.neighbours.data() + (first - group.first) * 2 * kBonds;
  for (std::size_t g = first; g < last; ++g, near += 2 * kBonds) {
    typename Acceptance<kBonds>::Broken broken[kParts];
    Bits flips[kParts];
    for (std::size_t part = 0; part < kParts; ++part) {
      Bits const spin = part_of(all[g], part);
      for (int k = 0; k < kBonds; ++k)
        broken[part].add(spin ^ pair_of(all, near[k], near[kBonds + k], part));
    }
    acceptance.decide(g, broken, flips);
    for (std::size_t part = 0; part < kParts; ++part) {
      Bits const spin = part_of(all[g], part) ^ flips[part];
      put_part(spin, all[g], part);
      put_part(hn::Not(spin), all[half + g], part);
    }
  }
}

/// Counts of one part of the granules, planes[kDigits].
constexpr int kDigits = 32;

template <int kBonds>
void count_part(SiteGroup const& group, ReplicaSpins const& spins, std::size_t part,
                Granule* planes) {
  Granule const* const all = spins.granules.data();
  std::uint32_t const* near = group.neighbours.data();
  using Few = Counts<9>;
  Counts<kDigits> total;
  for (std::size_t g = group.first; g < group.last;) {
    Few few;
    for (std::size_t const end = std::min(g + Few::kMost / kBonds, group.last); g < end;
         ++g, near += 2 * kBonds) {
      Bits const spin = part_of(all[g], part);
      Bits broken[kBonds];
      for (int k = 0; k < kBonds; ++k)
        broken[k] = spin ^ pair_of(all, near[k], near[kBonds + k], part);
      few.add(broken);
    }
    total.add(few);
  }
  for (std::size_t k = 0; k < kDigits; ++k) put_part(total.digit[k], planes[k], part);
}

/// body(std::integral_constant<int, bonds>) for 1 to kMostBonds bonds.
template <class Body, int... kBonds>
void with_bonds(int bonds, Body const& body, std::integer_sequence<int, kBonds...>) {
  ((bonds == kBonds + 1 ? body(std::integral_constant<int, kBonds + 1>()) : void()), ...);
}
using AnyBonds = std::make_integer_sequence<int, SiteGroup::kMostBonds>;

void update_chunk(SiteGroup const& group, std::size_t first, std::size_t last,
                  Thresholds const& thresholds, ArsKey key, ReplicaSpins& spins) {
  auto const body = [&](auto bonds) { update<bonds>(group, first, last, thresholds, key, spins); };
  with_bonds(group.bonds, body, AnyBonds());
}

void count_planes(SiteGroup const& group, ReplicaSpins const& spins, Granule* planes) {
  auto const body = [&](auto bonds) {
    for (std::size_t part = 0; part < kParts; ++part) count_part<bonds>(group, spins, part, planes);
  };
  with_bonds(group.bonds, body, AnyBonds());
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {

HWY_EXPORT(update_chunk);
HWY_EXPORT(count_planes);

void update_replicas(SiteGroup const& group, Thresholds const& thresholds, ArsKey key,
                     ReplicaSpins& spins) {
  auto const update = HWY_DYNAMIC_DISPATCH(update_chunk);
  std::size_t const chunks = (group.last - group.first + kChunk - 1) / kChunk;
  for_each_share(chunks, kChunksAtATime, [&](std::size_t c) {
    std::size_t const first = group.first + c * kChunk;
    update(group, first, std::min(first + kChunk, group.last), thresholds, key, spins);
  });
}

void count_broken(SiteGroup const& group, ReplicaSpins const& spins,
                  std::span<std::int64_t> broken) {
  std::array<Granule, 32> planes;
  HWY_DYNAMIC_DISPATCH(count_planes)(group, spins, planes.data());
  for (std::size_t first = 0; first < Granule::kWordBits; first += 32)
    for (std::size_t const limb : {first / 64, first / 64 + 4}) {
      // Digit k in row 31 - k: lane b's number ends in row 31 - b.
      std::array<std::uint32_t, 32> row;
      for (std::size_t k = 0; k < 32; ++k)
        row[31 - k] = static_cast<std::uint32_t>(planes[k].limb[limb] >> first % 64);
      transpose(row);
      for (std::size_t b = 0; b < 32; ++b) broken[first + b] += row[31 - b];
    }
}

}  // namespace lnz
#endif
