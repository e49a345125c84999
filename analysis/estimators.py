"""Every estimate of ln Z that a run file allows."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

import numpy as np

from annealing import importance
from estimate import Estimate
from ladder import LADDER_METHODS, ladder
from run_file import AisRun, LadderRun, Run, StoredEstimate

SEGMENT = " segment "


def all_estimates(run: Run) -> Sequence[Estimate]:
    """Every estimate the stored samples allow, best first."""
    if isinstance(run, AisRun):
        return [importance(run)]
    assert isinstance(run, LadderRun)
    last: list[Estimate] = [ladder(run, method) for method in LADDER_METHODS]
    earlier = [_of_segment(run, stored) for stored in run.estimates if SEGMENT in stored.method]
    return [*last, *earlier, combined([last[0], *earlier])] if earlier else last


def combined(estimates: Sequence[Estimate]) -> Estimate:
    """The mean of independent estimates, weighted by 1 / std_error^2."""
    weight = np.array([1 / e.std_error**2 for e in estimates])
    log_z = float(np.average([e.log_z for e in estimates], weights=weight))
    return Estimate("combined", log_z, float(weight.sum() ** -0.5), sum(e.ess for e in estimates),
                    np.empty(0), np.empty(0))


def _of_segment(run: LadderRun, stored: StoredEstimate) -> Estimate:
    """An estimate that the program took into its mean, "METHOD segment N", of that earlier ladder."""
    method, number = stored.method.split(SEGMENT)
    return replace(ladder(run.earlier[int(number)], method), method=stored.method)
