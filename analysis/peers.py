"""The same samples through pymbar.

A ladder stores ln f only at a state's own rung and its neighbours'. That is all BAR needs, edge
by edge. MBAR wants u_kln, ln f of every state at all rungs, which exists only where ln f_beta
is linear in beta (lattices with a uniform reference): there every state has one slope. For other
ladders and for AIS, which has no equilibrium samples between its ends, MBAR does not apply.
"""

from __future__ import annotations

import numpy as np
import pymbar
from numpy.typing import NDArray

from autocorrelation import tau_int
from ladder_health import energy_series, is_linear
from run_file import LadderRun

Reals = NDArray[np.float64]


def bar_steps(run: LadderRun) -> Reals:
    """ln Z_(k+1)/Z_k of every edge from pymbar.BAR, [K-1].

    pymbar's work is -ln of the ratio, forward -up and reverse -down, and its DeltaF -ln Z.
    """
    return np.array([
        -pymbar.BAR(-run.up[:, k], -run.down[:, k], relative_tolerance=1e-12,
                    compute_uncertainty=False, return_dict=True)["Delta_f"]
        for k in range(run.rungs - 1)])


def bar_log_z(run: LadderRun) -> float:
    """ln Z from `bar_steps`."""
    return run.log_z_reference + float(bar_steps(run).sum())


def mbar_log_z(run: LadderRun, most: int = 500) -> tuple[float, float]:
    """ln Z and error from pymbar.MBAR over all rungs; NaN if the ladder's path is not linear.

    Each rung is thinned by 2 tau_int of its slopes, and to at most `most` states, so that they
    count as independent; their memory across swaps does not enter pymbar's error.
    """
    if run.rungs < 3 or not is_linear(run):
        return float("nan"), float("nan")
    slopes = energy_series(run)
    kept = []
    for series in slopes.T:
        stride = max(int(np.ceil(2 * tau_int(series))), len(series) // most, 1)
        kept.append(series[::stride])
    u_kn = -run.schedule[:, None] * np.concatenate(kept)
    result = pymbar.MBAR(u_kn, [len(k) for k in kept]).getFreeEnergyDifferences(return_dict=True)
    return (run.log_z_reference - float(result["Delta_f"][0, -1]),
            float(result["dDelta_f"][0, -1]))
