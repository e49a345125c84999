"""Runs that are killed or meet faults end with the same bits; a selection of what `run` tries."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Sequence

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from faults import (FAULT, GENERATIONS, AtCall, Damage, Fault, FullDisk,  # noqa: E402
                    KillAtCheckpoint, KillRank, KillRanks, KillStarter, ReadOnly, Rival, can_mount)
from leg import Leg  # noqa: E402
from trial import Story, survive  # noqa: E402
from verbs import OFTEN, VERBS  # noqa: E402

ALL = "ais rex train"
SELECTED: dict[str, tuple[str, Sequence[Fault]]] = {
    "one rank killed, then all, then mpirun": (ALL, [KillRank(1), KillRanks(1), KillStarter(1)]),
    "killed amid a write": (ALL, [AtCall("write", 2, "torn", file=".tmp")]),
    "killed before it keeps the generation before":
        (ALL, [KillAtCheckpoint(), AtCall("rename", 1, "kill", file=".prev.tmp")]),
    "killed after it kept the generation before":
        ("ais rex", [KillAtCheckpoint(), AtCall("rename", 1, "kill", file=".tmp")]),
    "killed while it loads": ("rex train", [*GENERATIONS, AtCall("read", 2, "kill")]),
    "the newest checkpoint is damaged": (ALL, [*GENERATIONS, Damage("flip")]),
    "the command is run twice at once": ("rex", [Rival()]),
    "a write fails": ("ais train", [AtCall("write", 1, "EIO", file=".tmp")]),
    "the disk is full for good": ("rex", [AtCall("write", 1, "ENOSPC", on=True, file=".tmp")]),
    "writes are short": ("ais", [AtCall("write", 1, "short", on=True)]),
    "a sync is interrupted": ("train", [AtCall("fsync", 1, "EINTR", file=".tmp")]),
    # Of a checkpoint by all ranks the root's first nine writes are notes, the tenth its states; the
    # others write their states alone.
    "killed amid states of all ranks": ("collective", [
        AtCall("write", 10, "torn", file=".tmp"), KillAtCheckpoint(),
        AtCall("open", 3, "EIO", file=".tmp"), KillRank(1)]),
    "a note on the states fails": ("collective", [AtCall("write", 5, "EIO", file=".tmp")]),
    "states of a rank fail": ("collective", [AtCall("write", 10, "EIO", file=".tmp")]),
    "no hard links": ("ais", [AtCall("link", 1, "EPERM", on=True), KillRanks(1)]),
}
MOUNTED: dict[str, tuple[str, Sequence[Fault]]] = {
    "a file system fills up": ("ais collective", [FullDisk(100)]),
    "a file system turns read-only": ("rex", [ReadOnly(1)]),
}


def cases(table: dict[str, tuple[str, Sequence[Fault]]]) -> list[object]:
    return [pytest.param(verb, faults, id=f"{verb}, {name}")
            for name, (verbs, faults) in table.items() for verb in verbs.split()]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("whole")
    return {name: verb.uninterrupted(folder) for name, verb in VERBS.items()}


@pytest.mark.parametrize("verb, faults", cases(SELECTED))
def test_a_run_survives(verb: str, faults: Sequence[Fault], whole: dict[str, Path],
                        tmp_path: Path) -> None:
    survive(Story(VERBS[verb], OFTEN), faults, whole[verb], tmp_path / "run.h5", random.Random(7))


@pytest.mark.skipif(not can_mount(), reason="only root may mount a small file system")
@pytest.mark.parametrize("verb, faults", cases(MOUNTED))
def test_a_run_survives_when(verb: str, faults: Sequence[Fault], whole: dict[str, Path],
                             tmp_path: Path) -> None:
    survive(Story(VERBS[verb], OFTEN), faults, whole[verb], tmp_path / "run.h5", random.Random(7))


def test_failing_checkpoints_are_tried_less_and_less_often(tmp_path: Path) -> None:
    """After 1, 2, 4 and then always 8 intervals; once more in the end."""
    interval = 0.05
    fault = AtCall("write", 1, "EIO", on=True, file=".tmp")
    (tmp_path / "run").mkdir()
    run = tmp_path / "run" / "run.h5"
    ended = Leg(VERBS["ais"].words(run, f"{interval}s"), environment=fault.environment(run)).wait()
    tries = len((tmp_path / "run.note").read_text().splitlines())
    assert ended.status == FAULT and ended.stderr.count("goes on") == 1, ended
    assert 3 <= tries <= 5 + ended.seconds / (8 * interval)
