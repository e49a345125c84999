#pragma once

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <vector>

namespace lnz {

/// Weights of the states of a layer, eight at a time: [8, 2^sites], column s for state s of
/// `sites` spins. What the eight rows mean is the caller's affair.
template <class Real>
using LayerStates = Eigen::Array<Real, 8, Eigen::Dynamic>;
template <class Real>
using Lanes = Eigen::Array<Real, 8, 1>;

/// The factors exp(K s s') / exp(|K|) of a bond, for equal and for opposite spins.
template <class Real>
struct BondFactors {
  Real equal, opposite;
  explicit BondFactors(double K)
      : equal(std::exp(Real(K) - std::abs(K))), opposite(std::exp(-Real(K) - std::abs(K))) {}
};

/// The next layer's spins take the place of kBits of this layer's, from `first` on:
///   w(.., s', ..) = sum_s factor(s, s') w(.., s, ..),   one bond after the other.
template <int kBits, class Real>
void replace_spins(Eigen::Ref<LayerStates<Real>> w, Eigen::Index first,
                   BondFactors<Real> const* bonds) {
  using Eigen::Index;
  constexpr int n = 1 << kBits;
  Index const stride = Index(1) << first;
  for (Index block = 0; block < w.cols(); block += n * stride) {
    for (Index column = block; column < block + stride; ++column) {
      Lanes<Real> x[n];  // in registers, once the loops are unrolled: 2.5 times faster
#pragma GCC unroll 16
      for (int q = 0; q < n; ++q) x[q] = w.col(column + q * stride);
#pragma GCC unroll 16
      for (int bit = 0; bit < kBits; ++bit) {
#pragma GCC unroll 16
        for (int q = 0; q < n; ++q) {
          if (q >> bit & 1) continue;
          Lanes<Real> const down = x[q], up = x[q | 1 << bit];
          x[q] = bonds[bit].equal * down + bonds[bit].opposite * up;
          x[q | 1 << bit] = bonds[bit].opposite * down + bonds[bit].equal * up;
        }
      }
#pragma GCC unroll 16
      for (int q = 0; q < n; ++q) w.col(column + q * stride) = x[q];
    }
  }
}

/// All spins of the columns, those of bonds[first] .. bonds[last - 1].
template <class Real>
void replace_spins(Eigen::Ref<LayerStates<Real>> w, std::size_t first, std::size_t last,
                   std::vector<BondFactors<Real>> const& bonds) {
  while (first < last) {
    auto const i = static_cast<Eigen::Index>(first);
    switch (last - first) {
      case 1:
        replace_spins<1, Real>(w, i, &bonds[first]);
        return;
      case 2:
        replace_spins<2, Real>(w, i, &bonds[first]);
        return;
      case 3:
        replace_spins<3, Real>(w, i, &bonds[first]);
        return;
      default:
        replace_spins<4, Real>(w, i, &bonds[first]);
        first += 4;
    }
  }
}

/// One layer on: the spins of the columns pass their bonds. Columns are visited in blocks that fit
/// the second-level cache (4096, 256 KiB of doubles); `prepare(first, columns)` comes before each.
template <class Real, class Prepare>
void next_layer(LayerStates<Real>& w, std::vector<BondFactors<Real>> const& bonds,
                Prepare const& prepare) {
  using Eigen::Index;
  std::size_t const inner = std::min<std::size_t>(8, bonds.size());  // 16 KiB: first-level cache
  std::size_t const outer = std::min<std::size_t>(12, bonds.size());
  Index const small = Index(1) << inner, large = Index(1) << outer;
  for (Index first = 0; first < w.cols(); first += large) {
    prepare(first, large);
    for (Index column = first; column < first + large; column += small)
      replace_spins<Real>(w.middleCols(column, small), 0, inner, bonds);
    replace_spins<Real>(w.middleCols(first, large), inner, outer, bonds);
  }
  replace_spins<Real>(w, outer, bonds.size(), bonds);
}

}  // namespace lnz
