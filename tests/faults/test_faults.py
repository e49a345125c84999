"""Runs that are killed or meet faults end with the same bits; a selection of what `run` tries."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Sequence

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from faults import (GENERATIONS, AtCall, Fault, FullDisk, KillRank, KillRanks,  # noqa: E402
                    KillStarter, ReadOnly, can_mount)
from trial import Story, survive  # noqa: E402
from verbs import OFTEN, VERBS  # noqa: E402

SELECTED: dict[str, Sequence[Fault]] = {
    "one rank killed, then all, then mpirun": [KillRank(1), KillRanks(1), KillStarter(1)],
    "killed amid the second write": [AtCall("write", 2, "torn")],
    "killed between the two generations": [AtCall("rename", 3, "kill")],
    "killed while it loads": [*GENERATIONS, AtCall("read", 2, "kill")],
    "a write fails": [AtCall("write", 2, "EIO")],
    "the disk is full from the third write on": [AtCall("write", 3, "ENOSPC", on=True)],
    "writes are short": [AtCall("write", 1, "short", on=True)],
    "a write is interrupted": [AtCall("write", 2, "EINTR")],
    "no hard links": [AtCall("link", 1, "EPERM", on=True), KillRanks(1)],
}
MOUNTED: dict[str, Sequence[Fault]] = {
    "a file system fills up": [FullDisk(100)],
    "a file system turns read-only": [ReadOnly(1)],
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("whole")
    return {name: verb.uninterrupted(folder) for name, verb in VERBS.items()}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("faults", SELECTED.values(), ids=SELECTED)
def test_a_run_survives(faults: Sequence[Fault], verb: str, whole: dict[str, Path],
                        tmp_path: Path) -> None:
    survive(Story(VERBS[verb], OFTEN), faults, whole[verb], tmp_path / "run.h5", random.Random(7))


@pytest.mark.skipif(not can_mount(), reason="only root may mount a small file system")
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("faults", MOUNTED.values(), ids=MOUNTED)
def test_a_run_survives_when(faults: Sequence[Fault], verb: str, whole: dict[str, Path],
                             tmp_path: Path) -> None:
    survive(Story(VERBS[verb], OFTEN), faults, whole[verb], tmp_path / "run.h5", random.Random(7))
