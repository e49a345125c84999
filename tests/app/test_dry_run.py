"""--dry-run says what a run needs, before the run and without it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import TIME_LIMIT, Lnz, command, surroundings
from refusal import assert_refused

RUNS: dict[str, list[Any]] = {
    "samples": ["rex", "--model", "ising:4x4,J=pm1", "--rungs", 32, "--schedule", "linear",
                "--sweeps", 80000, "--burn-in", 10],
    "states": ["ais", "--model", "ising:1000x1000,J=pm1", "--chains", 32, "--rungs", 3,
               "--schedule", "linear", "--save-chains"],
    "machine": ["ais", "--model", "rbm:784x500,scale=0.05", "--rungs", 3, "--schedule", "linear"],
}


def most_memory(words: list[Any], folder: Path) -> int:
    """Bytes of a run on one rank, at their most."""
    script = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True);"
              "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)")
    result = subprocess.run([sys.executable, "-c", script, *command(*words)], cwd=folder, text=True,
                            env=surroundings(), capture_output=True, timeout=TIME_LIMIT)
    return int(result.stdout)


@pytest.mark.parametrize("name", RUNS)
def test_the_memory_it_says_is_enough_and_not_twice_as_much(name: str, lnz: Lnz,
                                                            tmp_path: Path) -> None:
    said = json.loads(lnz(*RUNS[name], "--dry-run", 1, "--json").stdout)
    taken = most_memory(RUNS[name], tmp_path)
    assert taken < said["memory_of_first_rank"] < 2 * taken
    size = (tmp_path / said["output"]).stat().st_size
    assert size < said["output_bytes"] * 1.01 + 2**16


def test_it_runs_nothing_and_writes_nothing(lnz: Lnz, tmp_path: Path) -> None:
    result = lnz("ais", "--model", "ising:1000x1000", "--chains", 1000, "--dry-run", 4)
    assert result.returncode == 0, result.stderr
    assert "on each other of 4" in result.stdout and "(new)" in result.stdout
    assert not list(tmp_path.iterdir())


def test_more_ranks_need_less_memory_each(lnz: Lnz) -> None:
    def other(ranks: int, *words: Any) -> int:
        said = json.loads(lnz("ais", "--model", "ising:512x512,J=gauss", "--chains", 64,
                              "--lanes", 16, "--dry-run", ranks, "--json", *words).stdout)
        return int(said["memory_of_other_ranks"])

    assert other(1) > other(2) > other(4)


def test_it_knows_the_run_it_would_continue(lnz: Lnz, tmp_path: Path) -> None:
    words = ["ais", "--model", "ising:8x8", "--rungs", 100, "-o", "run.h5"]
    assert "(new)" in lnz(*words, "--dry-run", 2).stdout
    assert lnz(*words).returncode == 0
    assert "(finished)" in lnz(*words, "--dry-run", 2).stdout
    assert "was made with rungs = 100" in assert_refused(
        lnz, tmp_path, *words[:3], "--rungs", 50, "-o", "run.h5", "--dry-run", 2)


@pytest.mark.parametrize("words, named", [
    (["--team", 2], "--team = 2 (the job's 3 ranks"), (["--schedule", "none"], "--schedule"),
    (["--reference", "none.npy"], "none.npy"), (["--max-time", "soon"], "--max-time"),
    (["--moves", "gibbs"], "--moves"), (["-o", "none/run.h5"], "none/run.h5")], ids=str)
def test_it_refuses_what_the_run_would_refuse(words: list[Any], named: str, lnz: Lnz,
                                              tmp_path: Path) -> None:
    assert named in assert_refused(lnz, tmp_path, "ais", "--model", "ising:8x8", "--dry-run", 3,
                                   *words)
