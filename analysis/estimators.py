"""Every estimate of ln Z that a run file allows."""

from __future__ import annotations

from typing import Sequence

from annealing import importance
from estimate import Estimate
from ladder import LADDER_METHODS, ladder
from run_file import AisRun, LadderRun, Run


def all_estimates(run: Run) -> Sequence[Estimate]:
    """Every estimate the stored samples allow, best first."""
    if isinstance(run, AisRun):
        return [importance(run)]
    assert isinstance(run, LadderRun)
    return [ladder(run, method) for method in LADDER_METHODS]
