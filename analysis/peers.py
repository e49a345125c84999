"""The same samples through pymbar.

A ladder stores ln f only at a state's own rung and its neighbours'. That is all BAR needs, edge
by edge. MBAR wants u_kln, ln f of every state at all rungs, which exists only where ln f_beta
is linear in beta (lattices with a uniform reference): there every state has one slope. For other
ladders and for AIS, which has no equilibrium samples between its ends, MBAR does not apply.
"""

from __future__ import annotations

import numpy as np
import pymbar
from pymbar.utils import BoundsError, ConvergenceError

from arrays import Reals
from autocorrelation import tau_int
from ladder_health import energy_series, is_linear
from run_file import LadderRun


def bar_step(up: Reals, down: Reals) -> float:
    """ln Z_(k+1)/Z_k of one edge from pymbar.BAR; NaN where pymbar finds none.

    pymbar's work is -ln of the ratio, forward -up and reverse -down, and its DeltaF -ln Z.
    Constant work is the answer itself, and more than pymbar can bracket.
    """
    if max(np.ptp(up), np.ptp(down)) < 1e-9:
        return float(up.mean() - down.mean()) / 2
    try:
        result = pymbar.BAR(-up, -down, relative_tolerance=1e-12, compute_uncertainty=False,
                            return_dict=True)
    except (BoundsError, ConvergenceError):
        return float("nan")
    return -float(result["Delta_f"])


def bar_steps(run: LadderRun) -> Reals:
    """`bar_step` of every edge, [K-1]."""
    return np.array([bar_step(up, down) for up, down in zip(run.up.T, run.down.T)])


def bar_log_z(run: LadderRun) -> float:
    """ln Z from `bar_steps`."""
    return run.log_z_reference + float(bar_steps(run).sum())


def mbar_log_z(run: LadderRun, most: int = 20000) -> tuple[float, float]:
    """ln Z and error from pymbar.MBAR over all rungs; NaN if the ladder's path is not linear.

    Each rung is thinned by 2 tau_int of its slopes, so that its states count as independent,
    and to `most` states in all. Memory that crosses swaps does not enter pymbar's error.
    """
    if run.rungs < 3 or not is_linear(run):
        return float("nan"), float("nan")
    slopes = energy_series(run)
    kept = []
    for series in slopes.T:
        stride = max(int(np.ceil(2 * tau_int(series))), -(-slopes.size // most))
        kept.append(series[::stride])
    u_kn = -run.schedule[:, None] * np.concatenate(kept)
    result = pymbar.MBAR(u_kn, [len(k) for k in kept]).getFreeEnergyDifferences(return_dict=True)
    return (run.log_z_reference - float(result["Delta_f"][0, -1]),
            float(result["dDelta_f"][0, -1]))
