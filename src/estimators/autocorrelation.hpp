#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lnz {

/// How far the mean of a correlated series of mean zero may lie from its expectation.
struct SeriesError {
  double variance_of_mean;  ///< autocorrelation included
  double tau_int;           ///< 1/2 + sum_{t>=1} rho(t), in steps of the series; white noise 1/2
};

/// Sum over paths of C(lag) = sum_t x_t x_{t+lag} / (T - lag) for lags 0 .. T/2, by FFT.
/// `paths` holds n series of T values one after the other. Cost O(n T log T).
std::vector<double> autocovariance(std::span<double const> paths, std::size_t T);

/// The error of the mean of a series of T values with this autocovariance. The sum over lags
/// stops at the first even M >= 5 max(tau_int(M), 1/2) (Sokal 1997, NATO ASI B361, 131; at least
/// four lags, the last one even, keep the error of an alternating series from being too small);
/// the bias from subtracting the mean is divided out (Wolff 2004, Comput. Phys. Commun. 156, 143,
/// eq. 49).
SeriesError series_error(std::span<double const> autocovariance, std::size_t T);

}  // namespace lnz
