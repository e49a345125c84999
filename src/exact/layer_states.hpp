#pragma once

#include <Eigen/Dense>

#include <cmath>
#include <span>
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
  Lanes<Real> equal, opposite;
  explicit BondFactors(double K, Lanes<Real> const& scale = Lanes<Real>::Ones())
      : equal(scale * std::exp(Real(K) - std::abs(K))),
        opposite(scale * std::exp(-Real(K) - std::abs(K))) {}
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
      Lanes<Real> x[n];
      for (int q = 0; q < n; ++q) x[q] = w.col(column + q * stride);
      for (int bit = 0; bit < kBits; ++bit) {
        for (int q = 0; q < n; ++q) {
          if (q >> bit & 1) continue;
          Lanes<Real> const down = x[q], up = x[q | 1 << bit];
          x[q] = bonds[bit].equal * down + bonds[bit].opposite * up;
          x[q | 1 << bit] = bonds[bit].opposite * down + bonds[bit].equal * up;
        }
      }
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

/// One layer on: the spins of the columns pass their bonds. Blocks that fit the first-level cache
/// take the low bits in one visit.
template <class Real>
void next_layer(LayerStates<Real>& w, std::vector<BondFactors<Real>> const& bonds) {
  using Eigen::Index;
  constexpr std::size_t kLow = 8;
  std::size_t const low = std::min(kLow, bonds.size());
  Index const block = Index(1) << low;
  for (Index column = 0; column < w.cols(); column += block)
    replace_spins<Real>(w.middleCols(column, block), 0, low, bonds);
  replace_spins<Real>(w, low, bonds.size(), bonds);
}

}  // namespace lnz
