"""Raising --rungs of replica exchange puts a denser ladder behind the one there is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from conftest import Lnz
from refusal import assert_refused
from run_contents import assert_same

STOPPED = 75
REX = ["rex", "--model", "ising:4x4,J=gauss,seed=5", "--quiet", "--schedule", "linear", "--lanes",
       2, "--sweeps", 4000, "--burn-in", 400]
SEEDS = range(1, 7)


def answer(lnz: Lnz, *words: Any) -> dict[str, Any]:
    result = lnz(*words, "--json")
    assert result.returncode in (0, 3), result.stderr
    return dict(json.loads(result.stdout))


def test_both_ladders_together_are_right_and_better_than_either(lnz: Lnz) -> None:
    exact = answer(lnz, "exact", "--model", REX[2])["ln_z"]
    scores = []
    for seed in SEEDS:
        words = [*REX, "--seed", seed, "-o", f"{seed}.h5"]
        sparse = answer(lnz, *words, "--rungs", 6)
        both = answer(lnz, *words, "--rungs", 11)
        dense = next(e for e in both["estimates"] if e["method"] == "bennett")
        again = next(e for e in both["estimates"] if e["method"] == "bennett segment 0")
        assert both["method"] == "combined" and both["verdict"] == "ok"
        assert both["rungs"] == 11
        assert (again["ln_z"], again["std_error"]) == (sparse["ln_z"], sparse["std_error"])
        assert both["std_error"] < min(sparse["std_error"], dense["std_error"])
        for estimate in both, dense:
            scores.append((estimate["ln_z"] - exact) / estimate["std_error"])
            assert abs(scores[-1]) < 4
    assert abs(np.mean(scores)) < 4 / np.sqrt(len(SEEDS))  # the two of a seed go together


def test_the_earlier_ladder_stays_in_the_file(lnz: Lnz, tmp_path: Path) -> None:
    words = [*REX, "--save-chains", 100, "-o", "run.h5"]
    lnz(*words, "--rungs", 4)
    with h5py.File(tmp_path / "run.h5") as file:
        before = {name: file[name][()] for name in ["schedule/beta", "rex/up", "rex/down",
                                                    "rex/replica_at", "chains/units"]}
    lnz(*words, "--rungs", 6)
    lnz(*words, "--rungs", 7)
    with h5py.File(tmp_path / "run.h5") as file:
        for name, value in before.items():
            assert np.array_equal(file[f"segments/0/{name}"], value), name
        assert file["segments/1/rex/up"].shape == (4000, 5)
        assert file["rex/up"].shape == (4000, 6)
        assert json.loads(file.attrs["settled"]) == {
            "burn-in": 200, "lanes": 2, "rungs": 7, "segments": 2, "sweeps": 4000, "thin": 1}


@pytest.mark.parametrize("finish", [True, False], ids=["finished", "stopped"])
def test_stops_and_ranks_change_nothing_of_a_denser_ladder(finish: bool, lnz: Lnz,
                                                           tmp_path: Path) -> None:
    lnz(*REX, "--rungs", 3, "-o", "whole.h5")
    whole = lnz(*REX, "--rungs", 7, "-o", "whole.h5")
    at_once = ["--max-time", "0.001s"]  # after a step
    lnz(*REX, "--rungs", 3, "-o", "run.h5", *([] if finish else at_once))
    for ranks in 2, 3:
        assert lnz(*REX, "--rungs", 7, "-o", "run.h5", *at_once, ranks=ranks).returncode == STOPPED
        with h5py.File(tmp_path / "run.h5") as file:  # no walk from the reference: swaps at once
            assert np.any(file["checkpoint/rejection"][()] > 0) == finish
    last = lnz(*REX, "--rungs", 7, "-o", "run.h5", ranks=2, threads=2)
    assert last.returncode == whole.returncode and last.stderr == ""
    assert_same(tmp_path / "run.h5", tmp_path / "whole.h5")


def test_more_sweeps_make_the_last_ladder_longer(lnz: Lnz, tmp_path: Path) -> None:
    for rungs, sweeps in (3, 500), (5, 500), (5, 800):
        lnz(*REX[:-4], "--burn-in", 100, "--rungs", rungs, "--sweeps", sweeps, "-o", "run.h5")
    for rungs, sweeps in (3, 500), (5, 800):
        lnz(*REX[:-4], "--burn-in", 100, "--rungs", rungs, "--sweeps", sweeps, "-o", "at_once.h5")
    assert_same(tmp_path / "run.h5", tmp_path / "at_once.h5")


def test_a_ladder_that_failed_is_left_out(lnz: Lnz) -> None:
    words = ["rex", "--model", "ising:12x12", "--beta", 0.3, "--schedule", "linear", "--quiet",
             "--sweeps", 4000, "--burn-in", 400, "-o", "run.h5"]
    sparse = answer(lnz, *words, "--rungs", 2)
    assert sparse["verdict"] == "failed"
    both = answer(lnz, *words, "--rungs", 12)
    assert both["verdict"] == "ok"
    dense = next(e for e in both["estimates"] if e["method"] == "bennett")
    assert both["ln_z"] == dense["ln_z"]
    assert not any("segment" in e["method"] for e in both["estimates"])


def test_fewer_rungs_are_refused(lnz: Lnz, tmp_path: Path) -> None:
    lnz(*REX, "--rungs", 4, "-o", "run.h5")
    said = assert_refused(lnz, tmp_path, *REX, "--rungs", 3, "-o", "run.h5")
    assert "raised, not lowered" in said and "rungs = 4" in said


def test_more_rungs_are_no_matter_of_annealing(lnz: Lnz, tmp_path: Path) -> None:
    words = ["ais", "--model", "ising:4x4", "--chains", 16, "--schedule", "linear", "-o", "run.h5"]
    lnz(*words, "--rungs", 20)
    assert "rungs = 20" in assert_refused(lnz, tmp_path, *words, "--rungs", 21)
