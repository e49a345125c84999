"""Pareto k: how heavy the upper tail of importance weights is."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from arrays import Reals


def pareto_k(log_weight: Reals) -> float:
    """Shape k of a generalised Pareto tail fitted to the largest weights.

    Vehtari, Simpson, Gelman, Yao & Gabry (2024), JMLR 25(72): the ceil(min(0.2 S, 3 sqrt S))
    largest of S weights, shrunk towards 1/2 with the strength of 10 observations. The mean
    has a finite variance for k < 1/2 and is useful up to k = 0.7. NaN below 5 tail weights
    (fewer than 25 chains).
    """
    count = len(log_weight)
    tail = int(np.ceil(min(0.2 * count, 3 * np.sqrt(count))))
    if tail < 5:
        return float("nan")
    ordered = np.sort(log_weight)
    weight = np.exp(ordered - ordered[-1])
    excess = weight[-tail:] - weight[-tail - 1]
    if excess[-1] <= 0:
        return 0.0
    return (tail * generalised_pareto_shape(excess) + 5) / (tail + 10)


def generalised_pareto_shape(excess: Reals) -> float:
    """k of P(X > x) = (1 + k x / sigma)^(-1/k), from ascending values x >= 0.

    Posterior mean over a profile likelihood on a grid of theta = -k/sigma: Zhang & Stephens
    (2009), Technometrics 51, 316, eqs 7 to 10, with their k of opposite sign.
    """
    count = len(excess)
    points = 30 + int(np.sqrt(count))
    quartile = max(float(excess[int(count / 4 + 0.5) - 1]), 1e-300)
    j = np.arange(1, points + 1)
    theta = 1 / excess[-1] + (1 - np.sqrt(points / (j - 0.5))) / (3 * quartile)
    shape = np.log1p(-theta[:, None] * excess).mean(axis=1)
    log_likelihood = count * (np.log(-theta / shape) - shape - 1)
    posterior = np.exp(log_likelihood - logsumexp(log_likelihood))
    return float(np.log1p(-float(posterior @ theta) * excess).mean())
