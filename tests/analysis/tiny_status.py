"""Side-cars as lnz writes them, with made-up numbers that are easy to recognise."""

from __future__ import annotations

import json
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def status(age: float = 0, **changes: Any) -> dict[str, Any]:
    """A ladder a quarter of the way, elsewhere, updated `age` seconds ago."""
    now = time.time()
    return {"format": "lnz-status", "version": 1, "command": "rex", "model": "ising:8x8",
            "model_summary": "8 x 8", "output": "rex.h5", "state": "running", "phase": "measuring",
            "step": 10000, "steps": 40000, "fraction": 0.25, "rungs": 8, "rate": 250.0,
            "elapsed_seconds": 40.0,
            "forecast": {"seconds_to_go": 120.0, "end": iso(now + 120), "before_max_time": None},
            "checkpoint": {"step": 9000, "time": iso(now - 4)},
            "estimate": {"method": "stepping-stone-up", "step": 10000, "rung": 7, "beta": 1.0,
                         "ln_z": 123.4567, "std_error": 0.0321, "ess": 700.0},
            "verdict": None, "swap_acceptance": {"lowest": 0.35, "mean": 0.61}, "round_trips": 42, "figures": {},
            "host": "elsewhere", "pid": 4242, "ranks": 1, "threads": 2, "slurm_job_id": None,
            "program": "0.1.0", "interval_seconds": 5.0, "updated": iso(now - age), **changes}


def write(run: Path, found: Any) -> Path:
    """Writes it as the side-car of `run`, at once and whole; returns `run`."""
    draft = run.with_name(run.name + ".draft")
    draft.write_text(found if isinstance(found, str) else json.dumps(found))
    draft.rename(run.with_name(run.name + ".status.json"))
    return run
