"""lnz sample: states of a model in equilibrium, and whether they are."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from conftest import Lnz
from refusal import assert_refused
from run_contents import assert_same

TINY = ["sample", "--model", "rbm:8x5,scale=1,bias=0.5,seed=2", "--quiet"]
SHORT = [*TINY, "--count", "40", "--sweeps", "80", "--rungs", "4", "--lanes", "2", "--doublings",
         "2"]


def test_samples_come_with_their_probability_and_their_worth(lnz: Lnz, tmp_path: Path) -> None:
    result = lnz(*TINY, "--count", 300, "-o", "s.h5", "--json")
    assert result.returncode == 0, result.stderr
    said = json.loads(result.stdout)
    assert said["command"] == "sample" and said["verdict"] == "ok"
    assert said["samples"] == 300 and 210 <= said["samples_ess"] <= 300
    assert lnz("model", "make", TINY[2], "m.h5").returncode == 0
    with h5py.File(tmp_path / "s.h5") as file, h5py.File(tmp_path / "m.h5") as model:
        v = file["samples/units"][()].astype(float)
        W, b, c = model["W"][()], model["b"][()], model["c"][()]
        states = np.array(list(itertools.product((0, 1), repeat=8)))
        log_p = states @ b + np.logaddexp(0, c + states @ W).sum(1)
        expected = v @ b + np.logaddexp(0, c + v @ W).sum(1)
        assert np.allclose(file["samples/log_unnormalised"][()], expected, rtol=0, atol=1e-9)
    p = np.exp(log_p - np.logaddexp.reduce(log_p))
    mean = p @ states
    error = np.sqrt(mean * (1 - mean) / said["samples_ess"])
    assert np.all(np.abs(v.mean(0) - mean) < 4 * error)


@pytest.mark.parametrize("model", ["dbm:5x4x3,scale=1,bias=0.5,seed=2",
                                   "dbn:5x4x3,scale=1,bias=0.5,seed=2"])
def test_samples_of_deep_machines_are_their_visible_units(model: str, lnz: Lnz,
                                                          tmp_path: Path) -> None:
    result = lnz("sample", "--model", model, "--count", 400, "-o", "s.h5", "--json", "--quiet")
    assert result.returncode == 0, result.stderr
    assert lnz("model", "make", model, "m.h5").returncode == 0
    v, h1, h2 = (np.array(list(itertools.product((0, 1), repeat=n))) for n in (5, 4, 3))
    with h5py.File(tmp_path / "s.h5") as file, h5py.File(tmp_path / "m.h5") as machine:
        seen = file["samples/units"][()].astype(float)
        assert "log_unnormalised" not in file["samples"]
        W1, W2, b0, b1, b2 = (machine[name][()] for name in ("W1", "W2", "b0", "b1", "b2"))
    top = (h1 @ b1)[:, None] + h1 @ W2 @ h2.T + h2 @ b2  # [h1, h2]
    if model.startswith("dbm"):
        log_p = v @ b0 + np.logaddexp.reduce(
            (v @ W1 @ h1.T) + np.logaddexp.reduce(top, axis=1), axis=1)
    else:
        field = b0 + h1 @ W1.T  # [h1, units]
        given = v @ field.T - np.logaddexp(0, field).sum(1)  # [v, h1]
        log_p = np.logaddexp.reduce(given + np.logaddexp.reduce(top, axis=1), axis=1)
    p = np.exp(log_p - np.logaddexp.reduce(log_p))
    mean = p @ v
    error = np.sqrt(mean * (1 - mean) / json.loads(result.stdout)["samples_ess"])
    assert seen.shape == (400, 5)
    assert np.all(np.abs(seen.mean(0) - mean) < 4 * error)


@pytest.mark.parametrize("ranks, threads", [(2, 1), (3, 2)])
def test_ranks_and_threads_change_no_sample(ranks: int, threads: int, lnz: Lnz,
                                            tmp_path: Path) -> None:
    first = lnz(*SHORT, "-o", "one.h5")
    assert first.returncode in (0, 3), first.stderr
    result = lnz(*SHORT, "-o", "many.h5", ranks=ranks, threads=threads)
    assert result.returncode == first.returncode, result.stderr
    assert_same(tmp_path / "one.h5", tmp_path / "many.h5")


def test_a_stop_changes_no_sample(lnz: Lnz, tmp_path: Path) -> None:
    words = [*TINY, "--count", "4000", "--sweeps", "12000", "--rungs", "4"]
    assert lnz(*words, "-o", "whole.h5").returncode == 0
    assert lnz(*words, "-o", "parts.h5", "--max-time", "0.1s").returncode == 75
    assert lnz(*words, "-o", "parts.h5", threads=2).returncode == 0
    assert_same(tmp_path / "whole.h5", tmp_path / "parts.h5")


def test_a_run_that_never_left_its_start_fails(lnz: Lnz) -> None:
    result = lnz("sample", "--model", "ising:16x16", "--beta", 1, "--rungs", 3, "--sweeps", 40,
                 "--burn-in", 0, "--count", 20, "--doublings", 0, "-o", "s.h5", "--json", "--quiet")
    assert result.returncode == 3, result
    assert json.loads(result.stdout)["verdict"] == "failed"


def test_sweeps_double_until_the_samples_are_worth_their_number(lnz: Lnz) -> None:
    words = ["sample", "--model", "ising:8x8", "--beta", 0.44, "--count", 200, "--sweeps", 200,
             "--moves", "forest", "--json", "--quiet"]
    few = json.loads(lnz(*words, "--doublings", 0, "-o", "few.h5").stdout)
    more = json.loads(lnz(*words, "--doublings", 8, "-o", "more.h5").stdout)
    assert few["samples_ess"] < 100 and few["verdict"] == "suspect"
    assert more["samples_ess"] >= 140 and more["spacing"] > 1


@pytest.mark.parametrize("words", [
    ["--count", 1], ["--count", "many"], ["--doublings", -1], ["--doublings", 31],
    ["--sweeps", 0], ["--rungs", 1], ["--team", 2], ["--lanes", 0]],
    ids=lambda words: " ".join(map(str, words)))
def test_what_cannot_be_is_refused(words: list[Any], lnz: Lnz, tmp_path: Path) -> None:
    assert_refused(lnz, tmp_path, *TINY, "-o", "s.h5", *words)
