"""What swaps and rungs say about a ladder: rejections, Lambda, round trips, energies."""

from __future__ import annotations

import numpy as np

from arrays import Integers, Reals
from autocorrelation import std_error_of_mean
from run_file import LadderRun


def swap_rejections(run: LadderRun) -> tuple[Reals, Reals]:
    """Mean of 1 - min(1, e^(up + down)) on every edge, [K-1], and its standard error.

    Over all kept sweeps, whether the swap was tried or not. Their sum is Lambda.
    """
    rejection = 1 - np.exp(np.minimum(0, run.up + run.down))
    return rejection.mean(axis=0), np.array([std_error_of_mean(r) for r in rejection.T])


def observed_rejections(run: LadderRun) -> Reals:
    """1 - accepted / tried on every edge, [K-1]; every edge is tried in every second sweep."""
    return np.asarray(1 - run.accepted / (run.sweeps * run.thin / 2))


def round_trips(replica_at: Integers) -> Integers:
    """Journeys reference -> target -> reference completed by each replica, [K].

    A replica that started elsewhere must reach the reference first.
    """
    rungs = replica_at.shape[1]
    trips = np.zeros(rungs, np.int64)
    for replica in range(rungs):
        # Times at either end, in order; a trip ends at each first rung 0 after a rung K-1.
        at_bottom, at_top = replica_at[:, 0] == replica, replica_at[:, -1] == replica
        ends = at_top.astype(int)[at_bottom | at_top]
        returns = (ends[1:] == 0) & (ends[:-1] == 1)
        trips[replica] = returns.sum() - (1 if len(ends) and ends[0] == 1 and returns.any() else 0)
    return trips


def energy_series(run: LadderRun) -> Reals:
    """d ln f / d beta of the state at every rung, [T, K], from the ratios to its neighbours.

    Exact where ln f is linear in beta; otherwise of second order in the spacing inside the
    ladder and of first order at its two ends. On lattices it is -beta E of the target.
    """
    gap = np.diff(run.schedule)
    out = np.empty((run.sweeps, run.rungs))
    out[:, 0] = run.up[:, 0] / gap[0]
    out[:, -1] = -run.down[:, -1] / gap[-1]
    h, g = gap[:-1], gap[1:]  # below and above each inner rung
    out[:, 1:-1] = (h**2 * run.up[:, 1:] - g**2 * run.down[:, :-1]) / (h * g * (h + g))
    return out


def is_linear(run: LadderRun) -> bool:
    """Whether ln f_beta is linear in beta: both ratios of every inner state give one slope."""
    gap = np.diff(run.schedule)
    below, above = -run.down[:, :-1] / gap[:-1], run.up[:, 1:] / gap[1:]
    return bool(np.allclose(below, above, rtol=1e-8, atol=1e-8))
