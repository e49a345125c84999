"""ln Z from independent log weights, derived again from the definitions: nothing here is a port."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from arrays import Reals
from estimate import NORMAL_95, Estimate
from pareto import pareto_k
from run_file import AisRun


@dataclass(frozen=True)
class WeightDiagnostics:
    """What importance weights say beside their mean."""

    bootstrap95: tuple[float, float]  # of ln Z, wider if the weights are heavy
    lower_bound: float  # ln Z_0 + mean ln w <= ln Z in expectation (Jensen)
    pareto_k: float


def log_mean_weight(log_weight: Reals) -> tuple[float, float, float]:
    """ln mean w, its delta-method error and the effective sample size.

    With p = w / sum w: Var(ln mean w) ~ (n sum p^2 - 1) / (n - 1) and ess = 1 / sum p^2.
    """
    n = len(log_weight)
    log_sum = logsumexp(log_weight)
    sum_p2 = float(np.exp(2 * (log_weight - log_sum)).sum())
    return float(log_sum) - np.log(n), float(np.sqrt(max(n * sum_p2 - 1, 0) / (n - 1))), 1 / sum_p2


def is_heavy(log_weight: Reals, ess: float) -> bool:
    """Whether a mean weight misses what it has not seen of its tail: fewer than 10 effective
    chains, or Pareto k above 0.7."""
    return ess < 10 or pareto_k(log_weight) > 0.7


def second_cumulant(log_weight: Reals) -> float:
    """ln E[w] of normal log weights: mean + variance / 2 (Jarzynski 1997, PRL 78, 2690)."""
    return float(log_weight.mean() + log_weight.var(ddof=1) / 2)


def honest_mean_weight(log_weight: Reals) -> tuple[float, float, float]:
    """The same, but a mean that misses its tail has the distance to the second cumulant in its
    error."""
    log_mean, error, ess = log_mean_weight(log_weight)
    if is_heavy(log_weight, ess):
        error = float(np.hypot(error, second_cumulant(log_weight) - log_mean))
    return log_mean, error, ess


def importance(run: AisRun) -> Estimate:
    """Annealed importance sampling (Neal 2001): ln Z_0 + ln mean w, at every kept rung."""
    at = np.array([honest_mean_weight(w) for w in run.kept_log_weight]).reshape(-1, 3)
    log_z, error, ess = honest_mean_weight(run.log_weight)
    return Estimate("ais", run.log_z_reference + log_z, error, ess,
                    run.log_z_reference + at[:, 0], at[:, 1])


def weight_diagnostics(run: AisRun, resamples: int = 1000, seed: int = 1) -> WeightDiagnostics:
    """Percentile bootstrap over chains, Jensen's bound and Pareto k.

    The interval of heavy weights holds at least 1.96 of their wider standard errors.
    """
    random = np.random.default_rng(seed)
    w, n = run.log_weight, len(run.log_weight)
    draws = [logsumexp(w[random.integers(n, size=n)]) - np.log(n) for _ in range(resamples)]
    low, high = run.log_z_reference + np.percentile(draws, [2.5, 97.5])
    log_mean, error, ess = honest_mean_weight(w)
    if is_heavy(w, ess):
        middle, half = run.log_z_reference + log_mean, NORMAL_95 * error
        low, high = min(low, middle - half), max(high, middle + half)
    return WeightDiagnostics((float(low), float(high)),
                             run.log_z_reference + float(w.mean()), pareto_k(w))
