"""ln Z from stored samples, derived again from the definitions: nothing here is a port.

Annealing gives independent log weights; a ladder gives, on every edge k, the work
W = ln f_(k+1) - ln f_k of the states at its two ends:

    a = up[:, k]      W of the state at rung k       (expectations <.>_0)
    b = -down[:, k]   W of the state at rung k + 1   (expectations <.>_1)

Every ladder estimate is a sum over edges of a step Delta_k = ln Z_(k+1)/Z_k, and comes with
its influence series: the first-order change of Delta_k caused by one stored state. Errors
are autocorrelation-corrected from these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logsumexp

from autocorrelation import autocovariance, tau_from, variance_of_mean
from pareto import pareto_k
from run_file import AisRun, LadderRun, Run

Reals = NDArray[np.float64]
Integers = NDArray[np.int64]

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Estimate:
    """One estimate of ln Z at the target and at the rungs it knows."""

    method: str
    log_z: float
    std_error: float  # autocorrelation included
    ess: float
    log_z_at: Reals
    std_error_at: Reals

    @property
    def ci95(self) -> tuple[float, float]:
        """Normal 95% interval."""
        half = NORMAL_95 * self.std_error
        return self.log_z - half, self.log_z + half


@dataclass(frozen=True)
class LadderEstimate(Estimate):
    """With both ways of counting autocorrelation; std_error is the larger."""

    path_error: float
    sum_error: float


@dataclass(frozen=True)
class WeightDiagnostics:
    """What importance weights say beside their mean."""

    bootstrap95: tuple[float, float]  # of ln Z, wider if the weights are heavy
    lower_bound: float  # ln Z_0 + mean ln w <= ln Z in expectation (Jensen)
    pareto_k: float


@dataclass(frozen=True)
class Influence:
    """Steps Delta [K-1] and what each stored state adds to them.

    at_lower[t, k] is of the state at rung k, at_upper[t, k] of the one at rung k + 1, both
    with mean 0: Delta_k - its expectation ~ mean_t (at_lower + at_upper)[t, k].
    """

    step: Reals
    at_lower: Reals  # [T, K-1]
    at_upper: Reals  # [T, K-1]
    left_out: float = 0.0  # about what is missing from the sum of steps at any number of states

    def per_rung(self, edges: int) -> Reals:
        """psi[t, k] of the state at rung k on the sum of the first `edges` steps, [T, K]."""
        sweeps, all_edges = self.at_lower.shape
        psi = np.zeros((sweeps, all_edges + 1))
        psi[:, :edges] += self.at_lower[:, :edges]
        psi[:, 1 : edges + 1] += self.at_upper[:, :edges]
        return psi


# --- annealing -------------------------------------------------------------------------------


def log_mean_weight(log_weight: Reals) -> tuple[float, float, float]:
    """ln mean w, its delta-method error and the effective sample size.

    With p = w / sum w: Var(ln mean w) ~ (n sum p^2 - 1) / (n - 1) and ess = 1 / sum p^2.
    """
    n = len(log_weight)
    log_sum = logsumexp(log_weight)
    sum_p2 = float(np.exp(2 * (log_weight - log_sum)).sum())
    return float(log_sum) - np.log(n), float(np.sqrt(max(n * sum_p2 - 1, 0) / (n - 1))), 1 / sum_p2


def is_heavy(log_weight: Reals, ess: float) -> bool:
    """Whether a mean weight misses what it has not seen of its tail."""
    return ess < 10 or pareto_k(log_weight) > 0.7


def second_cumulant(log_weight: Reals) -> float:
    """ln E[w] of normal log weights: mean + variance / 2 (Jarzynski 1997, PRL 78, 2690)."""
    return float(log_weight.mean() + log_weight.var(ddof=1) / 2)


def importance(run: AisRun) -> Estimate:
    """Annealed importance sampling (Neal 2001): ln Z_0 + ln mean w, at every kept rung.

    A mean that misses the tail of its weights (fewer than 10 effective chains, Pareto k above
    0.7) has its distance to the second cumulant in its error.
    """
    at = np.array([log_mean_weight(w) for w in run.kept_log_weight]).reshape(-1, 3)
    log_z, error, ess = log_mean_weight(run.log_weight)
    if is_heavy(run.log_weight, ess):
        error = float(np.hypot(error, second_cumulant(run.log_weight) - log_z))
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
    estimate = importance(run)
    if is_heavy(w, estimate.ess):
        low, high = min(low, estimate.ci95[0]), max(high, estimate.ci95[1])
    return WeightDiagnostics((float(low), float(high)),
                             run.log_z_reference + float(w.mean()), pareto_k(w))


# --- ladder ----------------------------------------------------------------------------------


def stepping_stone_up(up: Reals, down: Reals) -> Influence:
    """Delta = ln <e^W>_0, from the states below each edge."""
    step, psi = _log_mean_exp(up)
    return Influence(step, psi, np.zeros_like(psi))


def stepping_stone_down(up: Reals, down: Reals) -> Influence:
    """Delta = -ln <e^-W>_1, from the states above each edge."""
    step, psi = _log_mean_exp(down)
    return Influence(-step, np.zeros_like(psi), -psi)


def bennett(up: Reals, down: Reals) -> Influence:
    """The root Delta of <1/(1 + e^(Delta - W))>_0 = <1/(1 + e^(W - Delta))>_1 (Bennett 1976).

    Equal numbers of states at both ends, so the constant is Delta itself. Influence: the
    two sides' deviations over the slope of their difference.
    """
    a, b = up, -down
    step = np.array([_bennett_root(a[:, k], b[:, k]) for k in range(a.shape[1])])
    below, above = expit(a - step), expit(step - b)
    slope = (below * (1 - below) + above * (1 - above)).mean(axis=0)
    return Influence(step, (below - below.mean(axis=0)) / slope,
                     -(above - above.mean(axis=0)) / slope)


def thermodynamic_integration(up: Reals, down: Reals) -> Influence:
    """Delta = (<W>_0 + <W>_1)/2 - (Var_1 W - Var_0 W)/12.

    Along the geometric path f_k^(1-s) f_(k+1)^s between two rungs, d ln Z/ds = <W>_s and
    d<W>_s/ds = Var_s W, so this is the trapezoid with Euler-Maclaurin's end correction,
    whatever the model's own path. What it leaves out is judged by the difference to the
    quintic Hermite rule, which also knows the ends' third cumulants.
    """
    a, b = up, -down
    mean_a, mean_b = a.mean(axis=0), b.mean(axis=0)
    below, above = (a - mean_a) ** 2, (b - mean_b) ** 2
    var_a, var_b = below.mean(axis=0), above.mean(axis=0)
    step = (mean_a + mean_b) / 2 - (var_b - var_a) / 12
    third = ((a - mean_a) ** 3).mean(axis=0) + ((b - mean_b) ** 3).mean(axis=0)
    return Influence(step, (a - mean_a) / 2 + (below - var_a) / 12,
                     (b - mean_b) / 2 - (above - var_b) / 12,
                     float(((var_a - var_b) / 60 + third / 120).sum()))


LADDER_METHODS: dict[str, Callable[[Reals, Reals], Influence]] = {
    "bennett": bennett,
    "stepping-stone-up": stepping_stone_up,
    "stepping-stone-down": stepping_stone_down,
    "thermodynamic-integration": thermodynamic_integration,
}


def along_paths(psi: Reals, replica_at: Integers) -> Reals:
    """psi of rungs [T, K] rearranged into psi of replicas [T, K]."""
    out = np.empty_like(psi)
    np.put_along_axis(out, replica_at, psi, axis=1)
    return out


def path_covariance(psi: Reals, replica_at: Integers) -> Reals:
    """Autocovariances of psi along every replica's path, added up.

    A state keeps its memory when it swaps to another rung, so the series of one rung forget
    too fast. Neglected is the covariance of different replicas at different times, which
    swaps make positive: on small models the error comes out 2 to 7% too small.
    """
    return np.asarray(autocovariance(along_paths(psi, replica_at)).sum(axis=1))


def sum_errors(influence: Influence) -> Reals:
    """Error of ln Z at every rung from the series of all states' influence, [K].

    Nothing is neglected, but the one series is noisier than the paths together.
    """
    below = np.cumsum(influence.at_lower + influence.at_upper, axis=1)  # of the edges so far
    return np.sqrt([0.0] + [variance_of_mean(autocovariance(series)) for series in below.T])


def ladder(run: LadderRun, method: str) -> LadderEstimate:
    """ln Z_0 plus the steps of one of LADDER_METHODS.

    The error is the larger of those of paths and of the summed series. At the rungs below
    it is that of the summed series, scaled to end at this one. ess = T / (2 tau_int) of the
    paths, in sweeps.
    """
    influence = LADDER_METHODS[method](run.up, run.down)
    along = path_covariance(influence.per_rung(run.rungs - 1), run.replica_at)
    at = sum_errors(influence)
    path_error, sum_error = float(np.sqrt(variance_of_mean(along))), float(at[-1])
    error = float(np.hypot(max(path_error, sum_error), influence.left_out))
    log_z_at = run.log_z_reference + np.concatenate([[0.0], np.cumsum(influence.step)])
    return LadderEstimate(method, float(log_z_at[-1]), error, run.sweeps / (2 * tau_from(along)[0]),
                          log_z_at, at * error / sum_error if sum_error > 0 else at,
                          path_error, sum_error)


def all_estimates(run: Run) -> Sequence[Estimate]:
    """Every estimate the stored samples allow, best first."""
    if isinstance(run, AisRun):
        return [importance(run)]
    assert isinstance(run, LadderRun)
    return [ladder(run, method) for method in LADDER_METHODS]


def _log_mean_exp(ratio: Reals) -> tuple[Reals, Reals]:
    """ln mean_t exp, and exp/mean - 1, of every column."""
    mean = np.asarray(logsumexp(ratio, axis=0) - np.log(len(ratio)))
    return mean, np.expm1(ratio - mean)


def _bennett_root(a: Reals, b: Reals) -> float:
    low, high = min(a.min(), b.min()), max(a.max(), b.max())
    if low == high:
        return float(low)

    def excess(delta: float) -> float:
        return float(expit(a - delta).mean() - expit(delta - b).mean())

    return float(brentq(excess, low, high, xtol=1e-13, rtol=1e-14))
