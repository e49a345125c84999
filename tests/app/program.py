"""How the program under test is started. LNZ names it."""

from __future__ import annotations

import os
from typing import Any

LNZ = os.environ.get("LNZ", "")
MPIEXEC = os.environ.get("MPIEXEC", "mpirun")
TIME_LIMIT = 120  # seconds; whatever takes longer hangs


def command(*words: Any, ranks: int = 1) -> list[str]:
    start = [MPIEXEC, "--oversubscribe", "--bind-to", "none", "-n", str(ranks)] if ranks > 1 else []
    return [*start, LNZ, *map(str, words)]


def surroundings(threads: int = 1) -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": str(threads),
            "HWLOC_HIDE_ERRORS": "2",  # a container may lack /sys
            "OMPI_MCA_ess_singleton_isolated": "1"}  # no daemon beside one rank: starts sooner
