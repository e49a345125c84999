// Metropolis decisions on bit-sliced spins, for one instruction set at a time.
//
// A site with n bonds, u of them broken, flips with probability p_(n-2u), for sure from u = n/2 on.
// U < T is decided on bit planes from the least significant on, by one majority a plane:
//   less_k = majority(t_k, not u_k, less_(k+1)),
// and not u_k is as uniform as u_k. The first kHead planes are drawn for every spin: starting from
// less = 0 and from less = 1 tells which lanes they leave undecided, 2^-kHead of all. Their later
// planes come from shared tails: a tail holds, for every lane, the outcome of the planes kHead to
// 31 of one number nobody has used. A lane that is undecided takes its bit of the older tail or, if
// it took that before, of the younger; when a lane has taken both, the older tail is dropped and a
// new one drawn. What a tail holds never bears on who takes it, so that every decision is exact to
// 32 bits and independent of all others. Cost: kHead planes a granule and 32 - kHead for every 80
// undecided lanes or so.
#if defined(LNZ_MODELS_KERNELS_ACCEPTANCE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LNZ_MODELS_KERNELS_ACCEPTANCE_INL_HPP
#undef LNZ_MODELS_KERNELS_ACCEPTANCE_INL_HPP
#else
#define LNZ_MODELS_KERNELS_ACCEPTANCE_INL_HPP
#endif

#include "models/kernels/ars_inl.hpp"
#include "models/kernels/logic_inl.hpp"
#include "models/kernels/thresholds.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

/// Decisions for sites with kBonds bonds. Plane k of granule g is the counters (4 g + i, k), of the
/// tail number r of a chunk (4 (2^32 first granule of the chunk + r) + i, k), i = 0, ..., 3.
template <int kBonds>
class Acceptance {
 public:
  static constexpr int kClasses = (kBonds + 1) / 2;  ///< numbers of broken bonds that may refuse
  static constexpr std::size_t kHead = 7;

  /// Broken bonds of a granule in unary: at_least[c] where u > c.
  struct Broken {
    Bits at_least[kClasses];

    HWY_INLINE Broken() {
      for (Bits& level : at_least) level = hn::Zero(Tag());
    }
    HWY_INLINE void add(Bits bond) {
      for (int c = kClasses - 1; c > 0; --c)
        at_least[c] = or_of_and(at_least[c], at_least[c - 1], bond);
      at_least[0] = at_least[0] | bond;
    }
  };

  Acceptance(Thresholds const& thresholds, ArsKey key, std::uint64_t chunk)
      : random_(key),
        certain_(thresholds.certain),
        idle_(thresholds.idle),
        next_tail_(chunk << 32) {
    for (int c = 0; c < kClasses; ++c) level_[c] = thresholds.level(kBonds - 2 * c);
    for (Tail& tail : tails_)
      for (std::size_t part = 0; part < kParts; ++part)
        put_part(hn::Set(Tag(), ~std::uint64_t{0}), tail.taken, part);
  }

  /// Which spins of a granule flip.
  HWY_INLINE void decide(std::uint64_t granule, Broken const (&broken)[kParts],
                         Bits (&flips)[kParts]) {
    Bits undecided[kParts];
    for (std::size_t part = 0; part < kParts; ++part) {
      Bits const sure = or_of_and(part_of(idle_, part), broken[part].at_least[kClasses - 1],
                                  part_of(certain_, part));
      Bits less = hn::Zero(Tag()), not_more = hn::Set(Tag(), ~std::uint64_t{0});
      auto const counter = random_.counter(4 * granule + part * Ars::kBlocks);
      for (std::size_t k = kHead; k-- > 0;) {
        Bits const random = random_.at(counter, k);
        Bits const threshold = chosen(broken[part], k, part);
        less = majority(threshold, random, less);
        not_more = majority(threshold, random, not_more);
      }
      flips[part] = sure | less;
      undecided[part] = and_but_neither(not_more, less, sure);
    }
    if (HWY_UNLIKELY(exhausted(undecided))) renew();
    for (std::size_t part = 0; part < kParts; ++part) {
      Bits const older = part_of(tails_[0].taken, part), younger = part_of(tails_[1].taken, part);
      Bits const again = undecided[part] & older;
      put_part(older | undecided[part], tails_[0].taken, part);
      put_part(younger | again, tails_[1].taken, part);
      Bits const outcome = choose(again, outcome_of(tails_[1], broken[part], part),
                                  outcome_of(tails_[0], broken[part], part));
      flips[part] = or_of_and(flips[part], undecided[part], outcome);
    }
  }

 private:
  struct Tail {
    Granule taken;
    Granule less[kClasses];  ///< by number of broken bonds
  };

  /// values(c) of every lane's number c of broken bonds.
  template <class Values>
  static HWY_INLINE Bits by_class(Broken const& broken, Values const& values) {
    Bits chosen = values(0);
    for (int c = 1; c < kClasses; ++c) chosen = choose(broken.at_least[c - 1], values(c), chosen);
    return chosen;
  }
  HWY_INLINE Bits chosen(Broken const& broken, std::size_t plane, std::size_t part) const {
    return by_class(broken, [&](int c) { return part_of(level_[c][plane], part); });
  }
  static HWY_INLINE Bits outcome_of(Tail const& tail, Broken const& broken, std::size_t part) {
    return by_class(broken, [&](int c) { return part_of(tail.less[c], part); });
  }

  HWY_INLINE bool exhausted(Bits const (&undecided)[kParts]) const {
    Bits both = hn::Zero(Tag());
    for (std::size_t part = 0; part < kParts; ++part)
      both = both |
             (undecided[part] & part_of(tails_[0].taken, part) & part_of(tails_[1].taken, part));
    return !hn::AllTrue(Tag(), hn::Eq(both, hn::Zero(Tag())));
  }

  HWY_NOINLINE void renew() {
    tails_[0] = tails_[1];
    for (std::size_t part = 0; part < kParts; ++part) {
      Bits less[kClasses];
      for (Bits& bits : less) bits = hn::Zero(Tag());
      auto const counter = random_.counter(4 * next_tail_ + part * Ars::kBlocks);
      for (std::size_t k = Thresholds::kPlanes; k-- > kHead;) {
        Bits const random = random_.at(counter, k);
        for (int c = 0; c < kClasses; ++c)
          less[c] = majority(part_of(level_[c][k], part), random, less[c]);
      }
      for (int c = 0; c < kClasses; ++c) put_part(less[c], tails_[1].less[c], part);
      put_part(hn::Zero(Tag()), tails_[1].taken, part);
    }
    ++next_tail_;
  }

  Ars random_;
  Granule certain_, idle_;
  Granule const* level_[kClasses];  ///< planes of p_(kBonds - 2 c)
  Tail tails_[2];                   ///< the older and the younger
  std::uint64_t next_tail_;
};

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
