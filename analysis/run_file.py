"""The one reader of run files (`lnz-run` of src/io/FORMAT.md).

Reads whole files and checks their shapes; computes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Optional, Union

from arrays import Integers, Reals
from checksum import is_as_written
from h5_reader import Reader, fail

__all__ = ["AisRun", "LadderRun", "Result", "Run", "StoredEstimate", "read_ais", "read_ladder",
           "read_result", "read_run", "read_samples"]


@dataclass(frozen=True)
class StoredEstimate:
    """One `estimates/METHOD` group, as the program wrote it."""

    method: str
    log_z: float
    std_error: float
    ess: float
    ci95: tuple[float, float]
    log_z_at: Reals  # [K] or [P]; empty if the method gives only the last rung
    std_error_at: Reals


@dataclass(frozen=True)
class Run:
    """What every run file holds; arrays that a live run has not written yet are empty."""

    path: Path
    command: str
    status: str
    program: str
    model: str
    model_kind: str
    model_summary: str
    beta: float
    seed: int
    config: dict[str, Any]
    log_z_reference: float
    schedule: Reals  # [K]
    reference_mean: Reals  # [N]; empty = uniform
    units: Reals  # [S, N]
    estimates: tuple[StoredEstimate, ...]
    verdict: str
    reasons: tuple[str, ...]

    @property
    def rungs(self) -> int:
        return len(self.schedule)


@dataclass(frozen=True)
class AisRun(Run):
    """Annealed importance sampling: M chains, P rungs at which weights were kept."""

    log_weight: Reals  # [M]
    kept_rung: Integers  # [P]
    kept_log_weight: Reals  # [P, M]

    @property
    def has_arrived(self) -> bool:
        """Whether the chains are at beta = 1."""
        return len(self.kept_rung) > 0 and self.kept_rung[-1] == self.rungs - 1


@dataclass(frozen=True)
class LadderRun(Run):
    """Replica exchange: T sweeps of K rungs; see LadderSamples in include/lnz/log_z.hpp."""

    up: Reals  # [T, K-1]
    down: Reals  # [T, K-1]
    replica_at: Integers  # [T, K]
    accepted: Integers  # [K-1]
    thin: int  # measured sweeps for each kept one
    earlier: tuple[LadderRun, ...] = ()  # ladders of fewer rungs, if --rungs was raised

    @property
    def sweeps(self) -> int:
        return len(self.up)


@dataclass(frozen=True)
class Result:
    """What a run came to, without its samples; of a live run nothing but its status."""

    path: Path
    status: str
    model: str
    estimate: Optional[StoredEstimate]
    verdict: str


def read_run(path: Union[str, Path]) -> Union[AisRun, LadderRun]:
    """The run file `path`, live or finished; FileError if this reader cannot take it or if it is
    not what was written."""
    with _open_run(path) as reader:
        common = _common(reader)
        if common["command"] == "ais":
            kept_rung = reader.integers("ais/kept_rung", (-1,))
            return AisRun(
                **common, log_weight=reader.reals("ais/log_weight", (-1,)), kept_rung=kept_rung,
                kept_log_weight=reader.reals("ais/kept_log_weight", (len(kept_rung), -1)))
        if common["command"] == "rex":
            last = _ladder(reader, common)
            groups = [f"segments/{n}/" for n in range(len(reader.file.get("segments", {})))]
            return replace(last, earlier=tuple(_ladder(reader, common, group) for group in groups))
        fail(path, f"command = {common['command']}", "only ais and rex are known",
             "give a run of one of these")


def read_result(path: Union[str, Path]) -> Result:
    """The headline of the run file `path`."""
    with _open_run(path) as reader:
        answered = "result" in reader.file
        return Result(Path(path), reader.text("status"), reader.text("model"),
                      _estimate(reader, reader.text("method", "result")) if answered else None,
                      reader.text("verdict", "result") if answered else "")


def read_samples(path: Union[str, Path]) -> Union[AisRun, LadderRun]:
    """A run with enough samples for statistics: arrived chains, or two sweeps of a ladder."""
    run = read_run(path)
    if isinstance(run, AisRun) and not (run.has_arrived and len(run.log_weight) >= 2):
        fail(path, "no two chains at beta = 1 yet", "there are no weights to average",
             "wait for the run to finish")
    if isinstance(run, LadderRun) and run.sweeps < 2:
        fail(path, f"{run.sweeps} sweeps kept", "statistics need two",
             "wait for the next checkpoint")
    return run


def read_ladder(path: Union[str, Path]) -> LadderRun:
    """The same, of `lnz rex` only."""
    run = read_samples(path)
    if not isinstance(run, LadderRun):
        fail(path, f"a run of {run.command}", "a ladder is needed", "give a run of lnz rex")
    return run


def read_ais(path: Union[str, Path]) -> AisRun:
    """The same, of `lnz ais` only."""
    run = read_samples(path)
    if not isinstance(run, AisRun):
        fail(path, f"a run of {run.command}", "annealed chains are needed", "give a run of lnz ais")
    return run


def _common(r: Reader) -> dict[str, Any]:
    answered = "result" in r.file
    return {
        "path": r.path, "command": r.text("command"), "status": r.text("status"),
        "program": r.text("program"), "model": r.text("model"),
        "model_kind": r.text("model_kind"), "model_summary": r.text("model_summary"),
        "beta": r.number("beta"), "seed": int(r.number("seed")), "config": r.json("config"),
        "log_z_reference": r.number("log_z_reference"),
        "schedule": r.reals("schedule/beta", (-1,)),
        "reference_mean": r.reals("reference/mean", (-1,), optional=True),
        "units": r.reals("chains/units", (-1, -1), optional=True),
        "estimates": tuple(_estimate(r, name) for name in r.file.get("estimates", {})),
        "verdict": r.text("verdict", "result") if answered else "",
        "reasons": tuple(r.text("reasons", "result").splitlines()) if answered else (),
    }


def _open_run(path: Union[str, Path]) -> Reader:
    reader = Reader(path, "lnz-run")
    try:
        whole = is_as_written(reader.file)
    except (KeyError, OSError, RuntimeError):  # h5py's, of what cannot be read
        whole = False
    if not whole:
        reader.file.close()
        fail(path, "damaged", "its contents do not have its checksum",
             "copy it again, or run its command again")
    return reader


def _ladder(r: Reader, common: dict[str, Any], group: str = "") -> LadderRun:
    """The ladder in a group, "segments/0/", of which the file holds samples alone; or the last."""
    if group:
        common = {**common, "estimates": (), "verdict": "", "reasons": (),
                  "schedule": r.reals(f"{group}schedule/beta", (-1,)),
                  "units": r.integers(f"{group}chains/units", (-1, -1), optional=True)}
    edges = len(common["schedule"]) - 1
    up = r.reals(f"{group}rex/up", (-1, edges))
    return LadderRun(**common, up=up, down=r.reals(f"{group}rex/down", (len(up), edges)),
                     replica_at=r.integers(f"{group}rex/replica_at", (len(up), edges + 1)),
                     accepted=r.integers(f"{group}rex/accepted", (edges,)),
                     thin=_thin(r, common["config"], f"{group}rex"))


def _thin(r: Reader, config: dict[str, Any], group: str) -> int:
    """Runs of lnz 0.1 that are older than the attribute have it in their configuration."""
    if group in r.file and "thin" in r.file[group].attrs:
        return int(r.number("thin", group))
    thin = config.get("thin")
    return int(thin) if thin and thin != "auto" else 1


def _estimate(r: Reader, method: str) -> StoredEstimate:
    group = f"estimates/{method}"
    low, high = r.attribute("ci95", group)
    return StoredEstimate(
        method, r.number("log_z", group), r.number("std_error", group), r.number("ess", group),
        (float(low), float(high)), r.reals(f"{group}/log_z_at", (-1,), optional=True),
        r.reals(f"{group}/std_error_at", (-1,), optional=True))
