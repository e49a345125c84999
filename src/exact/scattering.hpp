#pragma once

#include <Eigen/Dense>

#include <boost/multiprecision/cpp_bin_float.hpp>

namespace lnz {

/// A number of 320 bits, some 2,000 times slower than double.
using WideReal = boost::multiprecision::number<
    boost::multiprecision::cpp_bin_float<320, boost::multiprecision::digit_base_2>,
    boost::multiprecision::et_off>;

/// Couplings K = beta J of an open planar lattice.
struct PlanarLattice {
  Eigen::ArrayXXd right;  ///< [rows, columns - 1]: bond of (r, c) and (r, c + 1)
  Eigen::ArrayXXd down;   ///< [rows - 1, columns]: bond of (r, c) and (r + 1, c)
  Eigen::Index rows() const { return right.rows(); }
  Eigen::Index columns() const { return down.cols(); }
};

/// The determinant of 1 - A, of which ln Z = N ln 2 + sum ln cosh K + log / 2.
struct KacWardDeterminant {
  double log;     ///< ln |det(1 - A)|
  bool positive;  ///< every factor was positive, as they all are in exact arithmetic
};

/// det(1 - A) of the Kac-Ward matrix, A_(e,f) = tanh(K_e) exp(i angle(e,f) / 2) for directed
/// edges f that follow e without turning back (Kac & Ward 1952). Row and column e divided by
/// exp(i angle(e) / 2), angle(e) in (-pi, pi], it is real: a turn between west and south, where
/// the angle jumps by 2 pi, counts -1, every other one 1.
///
/// Edges are eliminated in the order of a nested dissection (George 1973), from the inside of
/// rectangles outward. What is left of a rectangle is its scattering matrix S: amplitudes on the
/// edges that leave it in terms of those that enter. Joining two rectangles by edges of weights
/// t = tanh K multiplies the determinant by det(1 - S_1 t S_2 t), S_i restricted to these edges.
/// |S_ij| <= 1: up to sign it is the correlation of the boundary spins i and j of the rectangle
/// alone (Lis 2014, "The fermionic observable in the Ising model and the inverse Kac-Ward
/// operator", Ann. Henri Poincare 15), so entries never grow.
///
/// With `nudged`, every other t is one rounding smaller: the change shows how much is lost.
///
/// Costs about 100 side^3 operations and 50 side^2 numbers. `Real` is the type of the arithmetic:
/// double, long double or WideReal.
template <class Real>
KacWardDeterminant kac_ward_determinant(PlanarLattice const& lattice, bool nudged = false);

}  // namespace lnz
