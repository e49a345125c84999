#pragma once

#include <span>
#include <string>
#include <vector>

namespace lnz {

/// One estimate of ln(Z_{k+1} / Z_k) from the samples of two neighbouring rungs, with the
/// influence of every sample: to first order its error is mean(lower) + mean(upper) taken at
/// fresh samples. Both series have mean zero.
struct EdgeEstimate {
  double value;
  std::vector<double> lower;  ///< of each sample at rung k, [T]
  std::vector<double> upper;  ///< of each sample at rung k + 1, [T]
  double left_out = 0;        ///< about what is missing from value however many the samples
};

/// up = ln f_{k+1} - ln f_k at rung k, down = ln f_k - ln f_{k+1} at rung k + 1, both [T].
using EdgeEstimator = EdgeEstimate (*)(std::span<double const> up, std::span<double const> down);

/// One estimator a file; a new one is a line in registry.cpp.
struct LadderMethod {
  std::string name;
  std::string summary;
  EdgeEstimator edge;
};

/// Best first.
std::vector<LadderMethod> const& ladder_methods();

/// Solves mean f(Delta - up) = mean f(-down - Delta), f(x) = 1/(1+e^x), for Delta.
/// Bennett (1976), J. Comput. Phys. 22, 245, eq. (12) with equal sample numbers.
EdgeEstimate bennett(std::span<double const> up, std::span<double const> down);

/// ln mean exp(up). Xie et al. (2011), Syst. Biol. 60, 150.
EdgeEstimate stepping_stone_up(std::span<double const> up, std::span<double const> down);

/// -ln mean exp(down).
EdgeEstimate stepping_stone_down(std::span<double const> up, std::span<double const> down);

/// (mean up - mean down)/2 - (Var down - Var up)/12: the trapezoid rule for the geometric path
/// between the two rungs, on which d ln Z/ds = <up>_s, with its Euler-Maclaurin correction
/// d<up>/ds = Var_s(up). What is left out, (kappa_4(1) - kappa_4(0))/720 + ..., is judged by the
/// difference to the quintic Hermite rule, (Var up - Var down)/60 + (kappa_3 up - kappa_3 down)/120.
EdgeEstimate thermodynamic_integration(std::span<double const> up, std::span<double const> down);

}  // namespace lnz
