"""ln Z from the samples of a ladder, derived again from the definitions: nothing here is a port.

A ladder gives, on every edge k, the work W = ln f_(k+1) - ln f_k of the states at its two ends:

    a = up[:, k]      W of the state at rung k       (expectations <.>_0)
    b = -down[:, k]   W of the state at rung k + 1   (expectations <.>_1)

Every estimate is a sum over edges of a step Delta_k = ln Z_(k+1)/Z_k, and comes with its
influence series: the first-order change of Delta_k caused by one stored state. Errors are
autocorrelation-corrected from these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logsumexp

from arrays import Integers, Reals
from autocorrelation import autocovariance, tau_from, variance_of_mean
from estimate import Estimate
from run_file import LadderRun


@dataclass(frozen=True)
class LadderEstimate(Estimate):
    """With both ways of counting autocorrelation; std_error is the larger."""

    path_error: float
    sum_error: float


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
