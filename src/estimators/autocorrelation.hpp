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

/// The error of the mean of a series of T values with this autocovariance, by the initial
/// monotone sequence (Geyer 1992, Stat. Sci. 7, 473, sec. 3.3): sums of two neighbouring lags are
/// added until one is not positive, none larger than the one before. It follows a slow mode that
/// fast noise hides from a window of a few tau_int. White noise of T values leaves about
/// 0.6 sqrt(2/T) too much in tau_int. The bias from subtracting the mean is divided out (Wolff
/// 2004, Comput. Phys. Commun. 156, 143, eq. 49).
SeriesError series_error(std::span<double const> autocovariance, std::size_t T);

}  // namespace lnz
