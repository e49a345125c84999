"""Autocovariances and integrated autocorrelation times of stationary series."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

Reals = NDArray[np.float64]

# Sokal (1997), "Monte Carlo methods in statistical mechanics", sec. 3: c of 6 to 10 when the
# decay is not one exponential.
WINDOW = 6.0


def autocovariance(series: Reals) -> Reals:
    """c[t] = (1/T) sum_s x_s x_(s+t) of every column, about zero.

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
    return np.asarray(covariance / count, dtype=np.float64)


def tau_from(covariance: Reals) -> tuple[float, int]:
    """tau_int = 1/2 + sum_(t=1..W) c[t]/c[0] and Sokal's window W.

    W is the smallest lag with W >= 6 max(tau_int(W), 1/2): an alternating series whose sum
    passes 0 at its first lag is summed on. A constant series gives 1/2.
    """
    if covariance[0] <= 0:
        return 0.5, 0
    tau = 0.5 + np.concatenate([[0.0], np.cumsum(covariance[1:] / covariance[0])])
    enough = np.arange(len(tau)) >= WINDOW * np.maximum(tau, 0.5)
    window = int(np.argmax(enough)) if enough.any() else len(tau) - 1
    return max(float(tau[window]), 0.5 / len(covariance)), window


def tau_int(series: Reals) -> float:
    """Integrated autocorrelation time of one series, in its own steps; white noise gives 1/2."""
    return tau_from(autocovariance(_centred(series)))[0]


def variance_of_mean(covariance: Reals) -> float:
    """Var of the mean of T correlated values with this autocovariance: 2 tau_int c[0] / T.

    The factor 1 + (2W+1)/T repairs the bias of centring on the sample mean (Wolff 2004,
    eq. 49, doi:10.1016/S0010-4655(03)00467-3).
    """
    tau, window = tau_from(covariance)
    count = len(covariance)
    return 2 * tau * float(covariance[0]) / count * (1 + (2 * window + 1) / count)


def std_error_of_mean(series: Reals) -> float:
    """One standard error of the mean of a correlated series."""
    return float(np.sqrt(variance_of_mean(autocovariance(_centred(series)))))


def _centred(series: Reals) -> Reals:
    """The series less its mean; zero where a frozen chain leaves nothing but rounding."""
    deviation = series - series.mean()
    rounding = 1e-13 * float(np.abs(series).max())
    return np.where(np.abs(deviation).max() > rounding, deviation, 0.0)
