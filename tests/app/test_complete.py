"""lnz sample --clamp: what is free of a row given what is held."""

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

RBM = "rbm:9x6,scale=1.5,bias=0.5,seed=4"
LATTICE = "ising:3x3,J=gauss,h=0.4,seed=9"


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Five rows of nine bits, of which mask.npy holds five."""
    np.save(tmp_path / "rows.npy", np.random.default_rng(1).integers(0, 2, (5, 9)))
    np.save(tmp_path / "mask.npy", np.array([[1, 1, 0], [0, 1, 0], [1, 0, 1]]))
    return tmp_path


def log_p(path: Path, kind: str, states: Any) -> Any:
    """ln p + ln Z of rows of units, from the model file."""
    with h5py.File(path) as file:
        if kind == "rbm":
            return states @ file["b"][()] + np.logaddexp(
                0, file["c"][()] + states @ file["W"][()]).sum(1)
        s = states.reshape(-1, 3, 3)
        return ((file["h"][()] * s).sum((1, 2)) +
                (file["J"][0] * s * np.roll(s, -1, 1)).sum((1, 2)) +
                (file["J"][1] * s * np.roll(s, -1, 2)).sum((1, 2)))


@pytest.mark.parametrize("kind, model", [("rbm", RBM), ("ising", LATTICE)])
def test_posteriors_are_those_of_an_enumeration(kind: str, model: str, lnz: Lnz,
                                                rows: Path) -> None:
    assert lnz("model", "make", model, "m.h5").returncode == 0
    result = lnz("sample", "--model", "m.h5", "--data", "rows.npy", "--clamp", "mask.npy",
                 "--chains", 2000, "--count", 500, "-o", "c.h5", "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["verdict"] == "ok"
    low = 0 if kind == "rbm" else -1
    held = np.load(rows / "mask.npy").ravel().astype(bool)
    data = np.where(np.load(rows / "rows.npy") > 0, 1, low)
    free = np.array(list(itertools.product((low, 1), repeat=int((~held).sum()))))
    with h5py.File(rows / "c.h5") as file:
        for r, row in enumerate(data):
            states = np.tile(row, (len(free), 1)).astype(float)
            states[:, ~held] = free
            values = log_p(rows / "m.h5", kind, states)
            log_marginal = np.logaddexp.reduce(values)
            p = np.exp(values - log_marginal)
            mean, spread = p @ states, np.sqrt(np.maximum(p @ states**2 - (p @ states)**2, 0))
            error = spread / np.sqrt(file["ess"][r]) + 1e-12
            assert np.all(np.abs(file["mean"][r] - mean) < 4 * error)
            assert abs(file["log_marginal"][r] - log_marginal) < 4 * file["std_error"][r] + 1e-12
            draws = file["samples"][r]
            assert draws.shape == (500, 9) and np.all(draws[:, held] == row[held])
            assert np.all(np.abs(draws.mean(0) - mean) < 4 * spread * np.sqrt(1 / 500) + error)


def test_ranks_and_threads_change_no_completion(lnz: Lnz, rows: Path) -> None:
    words = ["sample", "--model", RBM, "--data", "rows.npy", "--clamp", "mask.npy", "--chains", 32]
    assert lnz(*words, "-o", "one.h5").returncode == 0
    for ranks, threads in (2, 1), (3, 2):
        assert lnz(*words, "-o", "many.h5", "--restart", ranks=ranks,
                   threads=threads).returncode == 0
        assert_same(rows / "one.h5", rows / "many.h5")


def test_rows_can_be_chosen_and_have_masks_of_their_own(lnz: Lnz, rows: Path) -> None:
    np.save(rows / "masks.npy", np.tile([1, 0, 1], (2, 3)))
    assert lnz("sample", "--model", RBM, "--data", "rows.npy", "--rows", "3-4", "--clamp",
               "masks.npy", "-o", "c.h5").returncode == 0
    with h5py.File(rows / "c.h5") as file:
        assert np.array_equal(file["data"][()], np.load(rows / "rows.npy")[3:])


BAD: dict[str, Any] = {
    "a mask of another width": (np.ones((1, 8)), []),
    "a mask for other rows": (np.tile([1, 0, 1], (3, 3)), []),
    "a mask of parts": (np.full((1, 9), 0.5), []),
    "a mask that holds all": (np.ones((1, 9)), []),
    "rows that are not there": (np.tile([1, 0, 1], (1, 3)), ["--rows", "3-7"]),
    "rows backwards": (np.tile([1, 0, 1], (1, 3)), ["--rows", "3-1"]),
    "one chain": (np.tile([1, 0, 1], (1, 3)), ["--chains", 1]),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_completed_is_refused(case: str, lnz: Lnz, rows: Path) -> None:
    mask, words = BAD[case]
    np.save(rows / "bad.npy", mask)
    assert_refused(lnz, rows, "sample", "--model", RBM, "--data", "rows.npy", "--clamp", "bad.npy",
                   "-o", "c.h5", *words)


@pytest.mark.parametrize("words", [["--clamp", "mask.npy"], ["--data", "rows.npy"],
                                   ["--rows", "1"]], ids=" ".join)
def test_half_of_what_it_takes_is_refused(words: list[str], lnz: Lnz, rows: Path) -> None:
    assert_refused(lnz, rows, "sample", "--model", RBM, "-o", "c.h5", *words)


def test_a_file_that_is_there_is_not_replaced(lnz: Lnz, rows: Path) -> None:
    (rows / "c.h5").write_text("mine")
    assert_refused(lnz, rows, "sample", "--model", RBM, "--data", "rows.npy", "--clamp", "mask.npy",
                   "-o", "c.h5")
