"""States that all ranks write together are those that one rank gathers, and are read by any."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import h5py
import pytest

from conftest import TIME_LIMIT, Lnz, command, surroundings
from refusal import assert_refused
from run_contents import assert_same

STOPPED = 75
TOGETHER, GATHER = ["--checkpoint-way", "collective"], ["--checkpoint-way", "gather"]
REX: list[Any] = ["rex", "--model", "ising:16x16", "--rungs", 9, "--lanes", 2, "--sweeps", 300,
                  "--burn-in", 80, "--schedule", "adaptive", "--quiet"]
RUNS: dict[str, list[Any]] = {
    "ais": ["ais", "--model", "ising:24x24,J=gauss", "--chains", 50, "--lanes", 8, "--rungs", 60,
            "--schedule", "linear", "--quiet"],
    "rex": REX,
    "team": ["ais", "--model", "ising:1024x1024,J=pm1", "--chains", 3, "--lanes", 1, "--rungs", 5,
             "--schedule", "linear", "--moves", "metropolis", "--quiet"],
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Run files of uninterrupted runs on one rank whose states were gathered."""
    folder = tmp_path_factory.mktemp("whole")
    for name, words in RUNS.items():
        subprocess.run(command(*words, *GATHER, "-o", folder / f"{name}.h5"), env=surroundings(),
                       capture_output=True, timeout=TIME_LIMIT)
    return {name: folder / f"{name}.h5" for name in RUNS}


def stored_plainly(path: Path) -> bool:
    with h5py.File(path) as file:
        return file["checkpoint/states"].chunks is None


@pytest.mark.parametrize("name, before, after", [
    ("ais", (1, TOGETHER), (3, GATHER)), ("ais", (4, TOGETHER), (2, TOGETHER)),
    ("rex", (2, TOGETHER), (1, TOGETHER)), ("rex", (1, GATHER), (3, TOGETHER)),
    ("team", (2, TOGETHER), (1, TOGETHER))])
def test_a_run_goes_on_from_either_way_by_either_way(
        name: str, before: tuple[int, list[str]], after: tuple[int, list[str]], lnz: Lnz,
        tmp_path: Path, whole: dict[str, Path]) -> None:
    words = [*RUNS[name], "-o", "run.h5"]
    team = ["--team", before[0]] if name == "team" else []
    first = lnz(*words, *before[1], *team, "--max-time", "0s", ranks=before[0])
    assert first.returncode == STOPPED, first.stderr
    if before[1] == TOGETHER:
        assert stored_plainly(tmp_path / "run.h5")
    last = lnz(*words, *after[1], ranks=after[0])
    assert last.returncode in (0, 3), last.stderr
    assert_same(tmp_path / "run.h5", whole[name])


def test_a_checkpoint_has_the_same_contents_and_checksum_either_way(lnz: Lnz,
                                                                    tmp_path: Path) -> None:
    sums = set()
    for ranks, way in (1, GATHER), (1, TOGETHER), (3, TOGETHER), (4, GATHER):
        lnz(*REX, *way, "--max-time", "0s", "-o", f"{ranks}{way[1]}.h5", ranks=ranks)
    files = sorted(tmp_path.glob("*.h5"))
    for path in files:
        assert_same(path, files[0])
        with h5py.File(path) as file:
            value = file.attrs["sha256"]
            sums.add(value.decode() if isinstance(value, bytes) else value)
    assert len(files) == 4 and len(sums) == 1


def test_rungs_are_raised_from_states_in_the_file(lnz: Lnz, tmp_path: Path) -> None:
    for name, way, ranks in ("g.h5", GATHER, 1), ("c.h5", TOGETHER, 2):
        lnz(*REX, *way, "-o", name, ranks=ranks)
        longer = ["16" if word == 9 else word for word in REX]
        assert lnz(*longer, *way, "-o", name, ranks=ranks).returncode in (0, 3)
    assert_same(tmp_path / "g.h5", tmp_path / "c.h5")


def test_one_changed_state_gives_way_to_the_generation_before(lnz: Lnz, tmp_path: Path,
                                                              whole: dict[str, Path]) -> None:
    words = [*REX, *TOGETHER, "-o", "run.h5"]
    for _ in range(2):
        assert lnz(*words, "--max-time", "0s", ranks=2).returncode == STOPPED
    with h5py.File(tmp_path / "run.h5", "a") as file:
        file["checkpoint/states"][10] = ~file["checkpoint/states"][10]
    last = lnz(*words, ranks=2)
    assert last.returncode in (0, 3) and "do not have its checksum" in last.stderr
    assert_same(tmp_path / "run.h5", whole["rex"])


def test_it_is_said_which_way(lnz: Lnz, tmp_path: Path) -> None:
    loud = [word for word in REX if word != "--quiet"]
    result = lnz(*loud, *TOGETHER, "--checkpoint-interval", "0.01s", "-o", "run.h5")
    assert "(collective) took" in result.stderr
    with h5py.File(tmp_path / "run.h5") as file:
        assert file.attrs["checkpoint_way"] == "collective"
    stopped = lnz(*loud, "--max-time", "0s", "-o", "other.h5")
    assert "other.h5 (gather, " in stopped.stderr
    side_car = json.loads((tmp_path / "other.h5.status.json").read_text())
    assert side_car["checkpoint"]["way"] == "gather" and side_car["checkpoint"]["seconds"] > 0
    for model, way in ("ising:64x64", "gather"), ("ising:4096x4096", "collective"):
        said = json.loads(lnz("ais", "--model", model, "--chains", 32, "--rungs", 3, "--dry-run", 2,
                              "--schedule", "linear", "--json").stdout)
        assert said["checkpoint_way"] == way
        assert (said["checkpoint_states_bytes"] > 2**24) == (way == "collective")


def test_an_unknown_way_is_refused(lnz: Lnz, tmp_path: Path) -> None:
    assert "--checkpoint-way = 'fast'" in assert_refused(lnz, tmp_path, *REX, "--checkpoint-way",
                                                         "fast")
