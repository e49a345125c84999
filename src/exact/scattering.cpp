#include "exact/scattering.hpp"

#include <boost/multiprecision/eigen.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace lnz {
namespace {

using Eigen::Index;

enum Side : std::size_t { east, north, west, south };
Side opposite(std::size_t side) { return static_cast<Side>((side + 2) % 4); }

template <class Real>
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;

/// A rectangle of sites. Slots are the lattice edges that cross its boundary, side after side,
/// in the order of rows or columns.
template <class Real>
struct Region {
  std::array<Index, 4> slots{};  ///< per side
  Matrix<Real> S;                ///< [slots out, slots in]
};

/// A site: straight on and turns, not back.
template <class Real>
Region<Real> single_site(std::array<bool, 4> const& has_edge) {
  Region<Real> region;
  std::vector<std::size_t> sides;
  for (std::size_t side = 0; side < 4; ++side) {
    if (!has_edge[side]) continue;
    region.slots[side] = 1;
    sides.push_back(side);
  }
  auto const n = static_cast<Index>(sides.size());
  region.S.resize(n, n);
  for (Index out = 0; out < n; ++out) {
    for (Index in = 0; in < n; ++in) {
      auto const to = sides[static_cast<std::size_t>(out)];
      auto const from = opposite(sides[static_cast<std::size_t>(in)]);  // direction of travel
      bool const jumps = (to == west && from == south) || (to == south && from == west);
      region.S(out, in) = out == in ? 0 : jumps ? -1 : 1;
    }
  }
  return region;
}

/// Which slots of two regions meet, and where the others go in their union.
struct Seam {
  struct Part {
    std::vector<Index> cut, kept, place;  ///< kept[i] becomes slot place[i] of the union
  };
  Part first, second;
  std::array<Index, 4> slots{};  ///< of the union

  /// `side` of the first region is the opposite side of the second.
  template <class Real>
  Seam(Region<Real> const& a, Region<Real> const& b, Side side) {
    Index at_a = 0, at_b = 0, next = 0;
    auto take = [&](Part& part, Index& at, Index count, bool cuts) {
      for (Index i = 0; i < count; ++i, ++at) {
        if (cuts) {
          part.cut.push_back(at);
        } else {
          part.kept.push_back(at);
          part.place.push_back(next++);
        }
      }
    };
    for (std::size_t s = 0; s < 4; ++s) {
      Index const before = next;
      take(first, at_a, a.slots[s], s == side);
      take(second, at_b, b.slots[s], s == opposite(side));
      slots[s] = next - before;
    }
  }
};

/// tanh K to the precision of Real.
template <class Real>
Real weight(double K) {
  using std::exp, std::expm1;
  Real const x = -2 * std::abs(K);
  Real const t = -expm1(x) / (1 + exp(x));
  return K < 0 ? -t : t;
}

template <class Real>
class Elimination {
 public:
  Elimination(PlanarLattice const& lattice, bool nudged)
      : right_(lattice.right.unaryExpr(&weight<Real>)),
        down_(lattice.down.unaryExpr(&weight<Real>)) {
    if (!nudged) return;
    for (auto* t : {&right_, &down_})
      for (Index i = 0; i < t->size(); i += 2) (*t)(i) *= 1 - std::numeric_limits<Real>::epsilon();
  }

  /// The sites of `rows` x `columns` from (r, c) on, all their inner edges eliminated.
  Region<Real> region(Index r, Index c, Index rows, Index columns) {
    if (rows == 1 && columns == 1)
      return single_site<Real>({c<right_.cols(), r> 0, c > 0, r < down_.rows()});
    if (columns >= rows) {
      Index const half = columns / 2;
      return joined(region(r, c, rows, half), region(r, c + half, rows, columns - half), east,
                    right_.col(c + half - 1).segment(r, rows));
    }
    Index const half = rows / 2;
    return joined(region(r, c, half, columns), region(r + half, c, rows - half, columns), south,
                  down_.row(r + half - 1).segment(c, columns).transpose());
  }

  KacWardDeterminant determinant() const { return {static_cast<double>(log_), positive_}; }

 private:
  Region<Real> joined(Region<Real> const& a, Region<Real> const& b, Side side,
                      Eigen::Ref<Eigen::Array<Real, Eigen::Dynamic, 1> const> const& t) {
    Seam const seam(a, b, side);
    auto const& [cut_a, kept_a, place_a] = seam.first;
    auto const& [cut_b, kept_b, place_b] = seam.second;
    auto const n_a = static_cast<Index>(kept_a.size()), n_b = static_cast<Index>(kept_b.size());

    // Amplitudes x leaving a and y leaving b through the cut, for amplitudes p, q entering:
    //   x = S_a t y + P p,  y = S_b t x + Q q   =>   (1 - S_a t S_b t) x = P p + S_a t Q q.
    Matrix<Real> const inner_a = a.S(cut_a, cut_a) * t.matrix().asDiagonal();
    Matrix<Real> const inner_b = b.S(cut_b, cut_b) * t.matrix().asDiagonal();
    Matrix<Real> const Q = b.S(cut_b, kept_b);
    Matrix<Real> loop = -inner_a * inner_b;
    loop.diagonal().array() += 1;
    Eigen::PartialPivLU<Eigen::Ref<Matrix<Real>>> const lu(loop);
    count(lu);
    if (n_a + n_b == 0) return {};  // the whole lattice: no edge leaves it

    Matrix<Real> x(t.size(), n_a + n_b);
    x.leftCols(n_a) = a.S(cut_a, kept_a);
    x.rightCols(n_b).noalias() = inner_a * Q;
    x = lu.solve(x).eval();
    Matrix<Real> y = inner_b * x;
    y.rightCols(n_b) += Q;

    Matrix<Real> out_a = a.S(kept_a, cut_a) * t.matrix().asDiagonal() * y;
    Matrix<Real> out_b = b.S(kept_b, cut_b) * t.matrix().asDiagonal() * x;
    out_a.leftCols(n_a) += a.S(kept_a, kept_a);
    out_b.rightCols(n_b) += b.S(kept_b, kept_b);

    Region<Real> whole{seam.slots, Matrix<Real>(n_a + n_b, n_a + n_b)};
    whole.S(place_a, place_a) = out_a.leftCols(n_a);
    whole.S(place_a, place_b) = out_a.rightCols(n_b);
    whole.S(place_b, place_a) = out_b.leftCols(n_a);
    whole.S(place_b, place_b) = out_b.rightCols(n_b);
    return whole;
  }

  template <class Lu>
  void count(Lu const& lu) {
    auto const diagonal = lu.matrixLU().diagonal();
    bool negative = lu.permutationP().determinant() < 0;
    using std::abs, std::log;
    for (Index i = 0; i < diagonal.size(); ++i) {
      log_ += log(abs(diagonal[i]));
      if (!(diagonal[i] > 0)) negative = !negative;
    }
    positive_ = positive_ && !negative;
  }

  Eigen::Array<Real, Eigen::Dynamic, Eigen::Dynamic> right_, down_;
  Real log_ = 0;
  bool positive_ = true;
};

}  // namespace

template <class Real>
KacWardDeterminant kac_ward_determinant(PlanarLattice const& lattice, bool nudged) {
  Elimination<Real> elimination(lattice, nudged);
  elimination.region(0, 0, lattice.rows(), lattice.columns());
  return elimination.determinant();
}

template KacWardDeterminant kac_ward_determinant<double>(PlanarLattice const&, bool);
template KacWardDeterminant kac_ward_determinant<long double>(PlanarLattice const&, bool);
template KacWardDeterminant kac_ward_determinant<WideReal>(PlanarLattice const&, bool);

}  // namespace lnz
