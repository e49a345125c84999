"""Integrated autocorrelation times against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import lfilter

from autocorrelation import autocovariance, std_error_of_mean, tau_error, tau_from, tau_int

Reals = NDArray[np.float64]


def ar1(rho: float, shape: tuple[int, ...], seed: int) -> Reals:
    """x_t = rho x_(t-1) + noise, stationary from the start, variance 1."""
    noise = np.random.default_rng(seed).normal(size=shape) * np.sqrt(1 - rho**2)
    noise[0] /= np.sqrt(1 - rho**2)
    return np.asarray(lfilter([1.0], [1.0, -rho], noise, axis=0))


@pytest.mark.parametrize("rho", [-0.5, 0.0, 0.5, 0.9, 0.97])
def test_tau_int_of_an_ar1_series(rho: float) -> None:
    exact = 0.5 * (1 + rho) / (1 - rho)
    count, repeats = 50000, 8
    tau = np.array([tau_int(x) for x in ar1(rho, (count, repeats), seed=4).T])
    # At least rho's own noise 1/T a lag. Cut off beyond W: rho^(W+1) / (1 - rho).
    window = int(np.ceil(6 * max(exact, 0.5)))
    spread = float(tau_error(np.array(max(exact, 0.5)), count * repeats))
    assert abs(tau.mean() - exact) < 4 * spread + abs(rho) ** (window + 1) / (1 - rho)


def test_the_error_of_white_noise_s_tau_is_that_of_seven_windows() -> None:
    assert tau_error(np.array(0.5), 56) == 0.25  # W = 3: 2 (2W + 1) / T = 1/4, of tau^2 = 1/4


def test_autocovariance_equals_the_double_sum() -> None:
    x = np.random.default_rng(0).normal(size=(30, 2))
    c = autocovariance(x)
    for lag in (0, 1, 7, 29):
        assert np.allclose(c[lag], (x[: 30 - lag] * x[lag:]).mean(axis=0))


def test_std_error_of_mean_covers_the_spread_of_means() -> None:
    x = ar1(0.8, (2000, 400), seed=9)
    z = np.array([series.mean() / std_error_of_mean(series) for series in x.T])
    assert abs(z.mean()) < 4 / np.sqrt(400)
    assert abs(z.var() - 1) < 4 * np.sqrt(2 / 400)


def test_a_constant_series_counts_as_white() -> None:
    assert tau_from(autocovariance(np.zeros(50))) == (0.5, 0)
    frozen = np.full(4000, 36.0)
    frozen[::3] += 7e-15  # rounding of one bit
    assert tau_int(frozen) == 0.5 and std_error_of_mean(frozen) == 0
