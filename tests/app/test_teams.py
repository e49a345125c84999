"""A lattice shared by a team of ranks gives the run file of one rank."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import Lnz
from run_contents import assert_same

STOPPED = 75
PATH = ["--model", "ising:1024x1024,J=pm1", "--beta", 0.3, "--schedule", "linear", "--lanes", 1]
# The last word is how long the run is.
DRIVERS: dict[str, list[Any]] = {
    "ais": ["ais", *PATH, "--chains", 4, "--save-chains", "--rungs"],
    "rex": ["rex", *PATH, "--rungs", 3, "--save-chains", 100, "--sweeps"],
}


@pytest.mark.parametrize("name", DRIVERS)
def test_teams_do_not_change_the_run_file(name: str, lnz: Lnz, tmp_path: Path) -> None:
    words = [*DRIVERS[name], 200, "--quiet"]
    first = lnz(*words, "-o", "alone.h5")
    assert first.returncode in (0, 3), first.stderr
    for ranks, threads, team in [(2, 1, 2), (4, 1, 2), (3, 2, 3), (4, 1, 4)]:
        path = tmp_path / f"r{ranks}t{threads}team{team}.h5"
        result = lnz(*words, "--team", team, "-o", path, ranks=ranks, threads=threads)
        assert result.returncode == first.returncode, result.stderr
        assert result.stdout.splitlines()[-1] == first.stdout.splitlines()[-1]
        assert_same(tmp_path / "alone.h5", path)


@pytest.mark.parametrize("name", DRIVERS)
def test_a_run_goes_on_with_other_teams(name: str, lnz: Lnz, tmp_path: Path) -> None:
    words = [*DRIVERS[name], 1500]
    lnz(*words, "-o", "alone.h5")
    path = tmp_path / "run.h5"
    stopped = lnz(*words, "-o", path, "--max-time", "0.05s", "--team", 2, ranks=4)
    assert stopped.returncode == STOPPED, stopped
    stopped = lnz(*words, "-o", path, "--max-time", "0.05s")
    assert stopped.returncode == STOPPED, stopped
    result = lnz(*words, "-o", path, "--team", 3, ranks=3)
    assert result.returncode in (0, 3), result.stderr
    assert_same(tmp_path / "alone.h5", path)
