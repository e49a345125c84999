"""The one reader of side-cars, RUN.h5.status.json (src/io/FORMAT.md): how far a run is.

Opens nothing else and takes no lock, so that it works while the run lives, from any host.
"""

from __future__ import annotations

import errno
import json
import os
import socket
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Optional, Union

from h5_reader import fail

NEWEST_VERSION = 1
ENDING = ".status.json"
PATIENCE, PATIENCE_IN_INTERVALS = 60.0, 5.0  # seconds; as src/app/run_status.cpp has it


@dataclass(frozen=True)
class Forecast:
    seconds_to_go: float
    end: datetime
    before_max_time: Optional[bool]  # None without --max-time


@dataclass(frozen=True)
class Checkpoint:
    step: int
    time: datetime


@dataclass(frozen=True)
class Sketch:
    """ln Z of a rung by the samples so far, or of the target in the end."""

    method: str
    step: int
    rung: int
    beta: float  # ladder coordinate of the rung
    ln_z: float
    std_error: float
    ess: float


@dataclass(frozen=True)
class Acceptance:
    """Mean acceptance probability of swaps, over edges."""

    lowest: float
    mean: float


@dataclass(frozen=True)
class RunStatus:
    """A side-car; what it has nothing of is None."""

    path: Path  # of the run
    command: str
    model: str
    state: str  # running, stopped, finished, failed
    phase: Optional[str]
    step: int
    steps: int
    rate: float  # steps a second
    elapsed_seconds: float
    forecast: Optional[Forecast]
    checkpoint: Optional[Checkpoint]
    estimate: Optional[Sketch]
    verdict: Optional[str]
    swap_acceptance: Optional[Acceptance]
    round_trips: Optional[int]
    figures: dict[str, float]  # other numbers that the driver shows, by name
    host: str
    pid: int
    interval_seconds: float
    updated: datetime

    @property
    def fraction(self) -> float:
        return self.step / self.steps if self.steps else 0.0

    def life(self, now: float) -> str:
        """Whether the run lives, as seen from this host.

        Parameters
        ----------
        now : float
            Seconds since 1970, UTC.

        Returns
        -------
        str
            `over` if it says so itself, else `alive`, `dead` without a sign of life, or
            `silent` if it gives none but its process is on this host.
        """
        if self.state != "running":
            return "over"
        here = self.host == socket.gethostname()
        if here and not is_there(self.pid):
            return "dead"
        patience = PATIENCE + PATIENCE_IN_INTERVALS * self.interval_seconds
        if now - self.updated.timestamp() <= patience:
            return "alive"
        return "silent" if here else "dead"


def is_there(pid: int) -> bool:
    """Whether this host has a process of that number."""
    try:
        os.kill(pid, 0)
    except OSError as error:
        return error.errno == errno.EPERM
    return True


def status_path(run: Union[str, Path]) -> Path:
    """The side-car of a run file; a side-car's own path stays as it is."""
    name = str(run)
    return Path(name if name.endswith(ENDING) else name + ENDING)


def read_status(run: Union[str, Path]) -> RunStatus:
    """The side-car of a run.

    Parameters
    ----------
    run : str or Path
        The run file, or the side-car itself.

    Returns
    -------
    RunStatus

    Raises
    ------
    FileError
        If there is none, or it is not what this reader knows.
    """
    path = status_path(run)
    try:
        found = json.loads(path.read_text())
    except OSError as error:
        fail(path, "cannot be read", error.strerror or "no reason given", "check the path")
    except ValueError:
        fail(path, "no JSON", "a run of lnz writes it", "remove it, or look at the run")
    if not isinstance(found, dict) or found.get("format") != "lnz-status":
        fail(path, "no status of lnz", "its format is not lnz-status", "give a run file")
    try:
        if int(found["version"]) > NEWEST_VERSION:
            fail(path, f"version = {found['version']}",
                 f"this reader knows up to {NEWEST_VERSION}",
                 "use the scripts of the lnz that wrote it")
        return _status(Path(str(path)[: -len(ENDING)]), found)
    except (AttributeError, KeyError, TypeError, ValueError):
        fail(path, "damaged", "an entry is missing or of another kind", "remove it")


def _status(path: Path, found: dict[str, Any]) -> RunStatus:
    forecast, checkpoint = found["forecast"], found["checkpoint"]
    estimate, acceptance = found["estimate"], found["swap_acceptance"]
    return RunStatus(
        path, str(found["command"]), str(found["model"]), str(found["state"]), found["phase"],
        int(found["step"]), int(found["steps"]), _number(found["rate"]),
        _number(found["elapsed_seconds"]),
        forecast and Forecast(_number(forecast["seconds_to_go"]), _time(forecast["end"]),
                              forecast["before_max_time"]),
        checkpoint and Checkpoint(int(checkpoint["step"]), _time(checkpoint["time"])),
        estimate and Sketch(str(estimate["method"]), int(estimate["step"]), int(estimate["rung"]),
                            *(_number(estimate[key])
                              for key in ("beta", "ln_z", "std_error", "ess"))),
        found["verdict"],
        acceptance and Acceptance(_number(acceptance["lowest"]), _number(acceptance["mean"])),
        found["round_trips"],
        {str(name): _number(value) for name, value in found["figures"].items()},
        str(found["host"]), int(found["pid"]),
        _number(found["interval_seconds"]), _time(found["updated"]))


def _number(value: Optional[float]) -> float:
    """JSON knows no NaN: it is written as null."""
    return float("nan") if value is None else float(value)


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
