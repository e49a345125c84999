"""Autocovariances and integrated autocorrelation times of stationary series."""

from __future__ import annotations

import numpy as np
from scipy import fft

from arrays import Reals


def autocovariance(series: Reals) -> Reals:
    """c[t] = sum_s x_s x_(s+t) / (T - t) of every column, about zero.

    Parameters
    ----------
    series : [T] or [T, n]
        Deviations from an expectation that is known or was estimated from all of them.
        (Centring the columns one by one would hide what a slow column has not yet forgotten.)

    Returns
    -------
    [T] or [T, n]; O(T ln T) a column.
    """
    count = len(series)
    spectrum = fft.rfft(series, fft.next_fast_len(2 * count, real=True), axis=0)
    covariance = fft.irfft(np.abs(spectrum) ** 2, axis=0)[:count]
    pairs = count - np.arange(count)
    return np.asarray((covariance.T / pairs).T, dtype=np.float64)


def tau_from(covariance: Reals) -> tuple[float, int]:
    """tau_int = 1/2 + sum_(t>=1) c[t]/c[0], and the number of lags that were added.

    Initial monotone sequence (Geyer 1992, Stat. Sci. 7, 473, sec. 3.3): pairs c[2m] + c[2m+1],
    none larger than the one before, up to the first that is not positive. A constant series
    gives 1/2.
    """
    if covariance[0] <= 0 or len(covariance) < 2:
        return 0.5, 0
    count = len(covariance)
    lags = 2 * (count // 4 + 1)
    pairs = covariance[:lags].reshape(-1, 2).sum(axis=1) / covariance[0]
    negative = np.flatnonzero(pairs <= 0)
    used = int(negative[0]) if len(negative) else len(pairs)
    tau = float(np.minimum.accumulate(pairs[:used]).sum()) - 0.5
    return max(tau, 0.5 / count), 2 * used


def tau_int(series: Reals) -> float:
    """Integrated autocorrelation time of one series, in its own steps; white noise gives 1/2."""
    return tau_from(autocovariance(_centred(series)))[0]


def tau_error(tau: Reals, count: int) -> Reals:
    """Standard errors of tau_int from windows of 6 tau_int in so many values (Madras & Sokal
    1988, J. Stat. Phys. 50, 109, eq. 3.19): Var tau ~ 2 (2W + 1) tau^2 / T."""
    return np.asarray(tau * np.sqrt(2 * (2 * 6 * tau + 1) / count))


def variance_of_mean(covariance: Reals) -> float:
    """Var of the mean of T correlated values with this autocovariance: 2 tau_int c[0] / T.

    Division by 1 - 2 lags / T repairs the bias of centring on the sample mean (Wolff 2004,
    eq. 49, doi:10.1016/S0010-4655(03)00467-3).
    """
    tau, lags = tau_from(covariance)
    count = len(covariance)
    return 2 * tau * float(covariance[0]) / count / (1 - min(0.5, 2 * lags / count))


def std_error_of_mean(series: Reals) -> float:
    """One standard error of the mean of a correlated series."""
    return float(np.sqrt(variance_of_mean(autocovariance(_centred(series)))))


def _centred(series: Reals) -> Reals:
    """The series less its mean; zero where a frozen chain leaves nothing but rounding."""
    deviation = series - series.mean()
    rounding = 1e-13 * float(np.abs(series).max())
    return np.where(np.abs(deviation).max() > rounding, deviation, 0.0)
