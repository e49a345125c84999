#pragma once

#include "approx/registry.hpp"

namespace lnz {

/// The methods that registry.cpp lists; each is defined in its own file.

/// The largest of sum_ij J_ij m_i m_j + sum_i h_i m_i + S(m) that coordinate ascent finds, S the
/// entropy of independent spins of means m: a lower bound of ln Z at any m (Gibbs, Bogoliubov).
ApproximateMethod naive_mean_field();

/// Plefka's expansion at fixed means, in powers of the couplings: to second order (Thouless,
/// Anderson & Palmer 1977) the naive value and
///   1/2 sum_(ij) J_ij^2 (1 - m_i^2)(1 - m_j^2),
/// to third order (Georges & Yedidia 1991, J. Phys. A 24, 2173, eq. 21) also
///   2/3 sum_(ij) J_ij^3 m_i (1 - m_i^2) m_j (1 - m_j^2)
///   + sum_(ijk) J_ij J_jk J_ki (1 - m_i^2)(1 - m_j^2)(1 - m_k^2),
/// where the sum is stationary in m. Gabrie, Tramel & Krzakala (2015), NIPS, for RBMs.
ApproximateMethod tap_second_order();
ApproximateMethod tap_third_order();

/// Bethe's approximation at a fixed point of belief propagation; exact on trees. Yedidia, Freeman
/// & Weiss (2005), IEEE Trans. Inf. Theory 51, 2282.
ApproximateMethod bethe();

}  // namespace lnz
