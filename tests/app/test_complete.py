"""lnz sample --clamp: what is free of a row given what is held."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from broken_files import boltzmann_file
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


def machine_of(path: Path) -> dict[str, Any]:
    with h5py.File(path) as file:
        return {name: file[name][()] for name in file}


def test_posteriors_of_real_units_are_those_of_a_sum_over_the_hidden_ones(lnz: Lnz,
                                                                          tmp_path: Path) -> None:
    """Given the hidden units free ones are normal, of mean b + W h and variance sigma^2."""
    np.save(tmp_path / "rows.npy", np.random.default_rng(2).normal(0, 1.5, (4, 6)))
    np.save(tmp_path / "mask.npy", np.array([[1, 0, 1, 0, 0, 1]]))
    assert lnz("model", "make", "rbm:6x4,visible=gaussian,scale=0.9,bias=0.5,sigma=0.8,seed=4",
               "m.h5").returncode == 0
    result = lnz("sample", "--model", "m.h5", "--data", "rows.npy", "--clamp", "mask.npy",
                 "--chains", 2000, "--count", 500, "-o", "c.h5", "--json")
    assert result.returncode == 0, result.stderr
    machine, answer = machine_of(tmp_path / "m.h5"), json.loads(result.stdout)
    W, b, c, sigma = (machine[name] for name in ("W", "b", "c", "sigma"))
    held = np.load(tmp_path / "mask.npy")[0].astype(bool)
    rows = np.load(tmp_path / "rows.npy").astype(np.float32).astype(float)
    hidden = np.array(list(itertools.product((0, 1), repeat=4)))
    means = b + hidden @ W.T  # [states, units]
    with h5py.File(tmp_path / "c.h5") as file:
        for r, row in enumerate(rows):
            v, s = row[held], sigma[held]
            # ln of int exp(-E(v, h)) over the free units, h listed
            values = (hidden @ c - (((v - b[held]) / s)**2).sum() / 2 +
                      hidden @ W[held].T @ (v / s**2) +
                      ((means[:, ~held]**2 - b[~held]**2) / (2 * sigma[~held]**2)).sum(1) +
                      np.log(np.sqrt(2 * np.pi) * sigma[~held]).sum())
            log_marginal = np.logaddexp.reduce(values)
            p = np.exp(values - log_marginal)
            mean = p @ means
            spread = np.sqrt(sigma**2 + p @ means**2 - mean**2)
            error = spread / np.sqrt(file["ess"][r])
            assert np.all(file["mean"][r][held] == row[held])
            assert np.all(np.abs(file["mean"][r] - mean)[~held] < 4 * error[~held])
            assert abs(file["log_marginal"][r] - log_marginal) < 4 * file["std_error"][r] + 1e-12
            draws = file["samples"][r]
            assert draws.shape == (500, 6) and np.all(draws[:, held] == row[held])
            off = np.abs(draws.var(0, ddof=1) / spread**2 - 1)[~held]
            assert np.all(off < 4 * np.sqrt(2 / 500 + 2 / file["ess"][r]))
        off = (file["mean"][()] - rows)[:, ~held]
    assert answer["rms_error"] == pytest.approx(np.sqrt((off**2).mean()))


def test_posteriors_of_categories_are_those_of_an_enumeration(lnz: Lnz, tmp_path: Path) -> None:
    rows = np.random.default_rng(3).integers(0, 3, (4, 5))
    np.save(tmp_path / "rows.npy", rows)
    np.save(tmp_path / "mask.npy", np.array([[1, 0, 0, 1, 0]]))
    assert lnz("model", "make", "rbm:5x4,visible=potts,q=3,scale=0.9,bias=0.7,seed=5",
               "m.h5").returncode == 0
    result = lnz("sample", "--model", "m.h5", "--data", "rows.npy", "--clamp", "mask.npy",
                 "--chains", 2000, "--count", 500, "-o", "c.h5", "--json")
    assert result.returncode == 0, result.stderr
    machine = machine_of(tmp_path / "m.h5")
    W, b, c = machine["W"], machine["b"], machine["c"]
    held = np.load(tmp_path / "mask.npy")[0].astype(bool)
    free = np.array(list(itertools.product(range(3), repeat=3)))
    right = []
    with h5py.File(tmp_path / "c.h5") as file:
        for r, row in enumerate(rows):
            states = np.tile(row, (len(free), 1))
            states[:, ~held] = free
            at = np.arange(5), states
            values = b[at].sum(1) + np.logaddexp(0, c + W[at].sum(1)).sum(1)
            log_marginal = np.logaddexp.reduce(values)
            p = np.exp(values - log_marginal)
            expected = np.array([[p[states[:, i] == a].sum() for a in range(3)] for i in range(5)])
            found = file["probability"][r]
            error = np.sqrt(np.maximum(expected - expected**2, 0) / file["ess"][r]) + 1e-12
            assert np.all(np.abs(found - expected) < 4 * error)
            assert abs(file["log_marginal"][r] - log_marginal) < 4 * file["std_error"][r] + 1e-12
            draws = file["samples"][r]
            assert draws.shape == (500, 5) and np.all(draws[:, held] == row[held])
            drawn = np.array([[(draws[:, i] == a).mean() for a in range(3)] for i in range(5)])
            assert np.all(np.abs(drawn - expected) < 4 * (error * np.sqrt(1 + 2000 / 500)))
            right.append(found.argmax(1)[~held] == row[~held])
    assert json.loads(result.stdout)["agreement"] == pytest.approx(np.mean(right))


def assert_posterior(file: h5py.File, row: int, states: Any, values: Any) -> None:
    """That a row's means and marginal are those of bits with these ln p + ln Z."""
    log_marginal = np.logaddexp.reduce(values)
    mean = np.exp(values - log_marginal) @ states
    error = np.sqrt(np.maximum(mean - mean**2, 0) / file["ess"][row]) + 1e-12
    assert np.all(np.abs(file["mean"][row] - mean) < 4 * error)
    assert abs(file["log_marginal"][row] - log_marginal) < 4 * file["std_error"][row] + 1e-12


def test_a_deep_machine_completes_its_visible_units(lnz: Lnz, tmp_path: Path) -> None:
    rows = np.random.default_rng(4).integers(0, 2, (3, 5))
    np.save(tmp_path / "rows.npy", rows)
    np.save(tmp_path / "mask.npy", np.array([[1, 0, 0, 1, 0]]))
    assert lnz("model", "make", "dbm:5x3x2,scale=1,bias=0.5,seed=6", "m.h5").returncode == 0
    result = lnz("sample", "--model", "m.h5", "--data", "rows.npy", "--clamp", "mask.npy",
                 "--chains", 2000, "-o", "c.h5")
    assert result.returncode == 0, result.stderr
    machine = machine_of(tmp_path / "m.h5")
    listed = [np.array(list(itertools.product((0, 1), repeat=n))) for n in (3, 2)]
    held = np.load(tmp_path / "mask.npy")[0].astype(bool)
    free = np.array(list(itertools.product((0, 1), repeat=3)))
    above = (listed[0] @ machine["b1"])[:, None] + listed[1] @ machine["b2"] + (
        listed[0] @ machine["W2"] @ listed[1].T)
    with h5py.File(tmp_path / "c.h5") as file:
        for r, row in enumerate(rows):
            states = np.tile(row, (len(free), 1))
            states[:, ~held] = free
            values = states @ machine["b0"] + np.logaddexp.reduce(
                ((states @ machine["W1"] @ listed[0].T)[:, :, None] + above).reshape(8, -1), axis=1)
            assert_posterior(file, r, states, values)


def test_a_general_machine_completes_its_visible_units(lnz: Lnz, tmp_path: Path) -> None:
    random = np.random.default_rng(7)

    def links(n: int) -> Any:
        out = random.normal(0, 0.8, (n, n))
        return np.triu(out, 1) + np.triu(out, 1).T

    W, L, J = random.normal(0, 1, (5, 3)), links(5), links(3)
    b, c = random.normal(0, 0.5, 5), random.normal(0, 0.5, 3)
    boltzmann_file(tmp_path / "m.h5", nv=5, nh=3, W=W, L=L, J=J, b=b, c=c)
    rows = random.integers(0, 2, (3, 5))
    np.save(tmp_path / "rows.npy", rows)
    np.save(tmp_path / "mask.npy", np.array([[1, 0, 0, 1, 0]]))
    result = lnz("sample", "--model", "m.h5", "--data", "rows.npy", "--clamp", "mask.npy",
                 "--chains", 2000, "-o", "c.h5")
    assert result.returncode == 0, result.stderr
    held = np.load(tmp_path / "mask.npy")[0].astype(bool)
    free, hidden = (np.array(list(itertools.product((0, 1), repeat=3))) for _ in range(2))
    of_hidden = hidden @ c + (hidden @ J * hidden).sum(1) / 2
    with h5py.File(tmp_path / "c.h5") as file:
        for r, row in enumerate(rows):
            states = np.tile(row, (len(free), 1))
            states[:, ~held] = free
            values = states @ b + (states @ L * states).sum(1) / 2 + np.logaddexp.reduce(
                states @ W @ hidden.T + of_hidden, axis=1)
            assert_posterior(file, r, states, values)


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
