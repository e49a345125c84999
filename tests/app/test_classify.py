"""lnz classify: which of several models a row is of, and how sure that is."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from conftest import Lnz
from refusal import assert_refused
from run_contents import assert_same

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "analysis"))

from rows_file import read_classification  # noqa: E402

SHAPES = [f"rbm:6x4,scale=1,bias=0.5,seed={seed}" for seed in (1, 2, 3)]
STATES = np.array(list(itertools.product((0, 1), repeat=6)))


@pytest.fixture
def folder(lnz: Lnz, tmp_path: Path) -> Path:
    """a.h5, b.h5, c.h5 and every state of their visible units."""
    for name, shape in zip("abc", SHAPES):
        assert lnz("model", "make", shape, f"{name}.h5").returncode == 0
    np.save(tmp_path / "states.npy", STATES)
    return tmp_path


def log_p(path: Path) -> Any:
    """ln p of every state by enumeration, and ln Z."""
    with h5py.File(path) as file:
        value = STATES @ file["b"][()] + np.logaddexp(
            0, file["c"][()] + STATES @ file["W"][()]).sum(1)
    log_z = np.logaddexp.reduce(value)
    return value - log_z, log_z


def joined(values: Any) -> str:
    return ",".join(map(repr, map(float, values)))


def test_classes_and_leads_are_those_of_an_enumeration(lnz: Lnz, folder: Path) -> None:
    exact = [log_p(folder / f"{name}.h5") for name in "abc"]
    weights = np.array([1, 2, 5])
    result = lnz("classify", "a.h5", "b.h5", "c.h5", "--data", "states.npy", "--ln-z",
                 joined(log_z for _, log_z in exact), "--prior", "1,2,5", "--classes", "7,0,3",
                 "-o", "out.h5", "--json")
    assert result.returncode == 0, result.stderr
    found, said = read_classification(folder / "out.h5"), json.loads(result.stdout)
    value = np.stack([p for p, _ in exact], 1)
    assert np.allclose(found.log_likelihood, value, rtol=0, atol=1e-9)
    assert np.allclose(np.exp(found.log_likelihood).sum(0), 1, atol=1e-9)
    posterior = value + np.log(weights / weights.sum())
    ordered = np.sort(posterior, 1)
    assert np.array_equal(found.chosen, np.array([7, 0, 3])[posterior.argmax(1)])
    assert len(set(posterior.argmax(1))) == 3
    assert np.allclose(found.lead, ordered[:, 2] - ordered[:, 1], rtol=0, atol=1e-9)
    assert np.all(found.lead_std_error == 0) and said["undecided"] == 0
    assert [m["chosen"] for m in said["models"]] == np.bincount(posterior.argmax(1)).tolist()
    assert said["verdict"] == "ok" and found.label is None and found.rank is None


def test_the_error_of_a_lead_holds_that_of_both_ln_z(lnz: Lnz, folder: Path) -> None:
    errors = []
    for name, seed in ("a", 5), ("b", 6):
        result = lnz("ais", "--model", f"{name}.h5", "--chains", 30, "--rungs", 6, "--seed", seed,
                     "-o", f"{name}-ais.h5", "--json")
        errors.append(json.loads(result.stdout)["std_error"])
    result = lnz("classify", "a.h5", "b.h5", "--data", "states.npy", "--ln-z", "a-ais.h5,b-ais.h5",
                 "-o", "out.h5", "--json")
    assert result.returncode == 0, result.stderr
    found, said = read_classification(folder / "out.h5"), json.loads(result.stdout)
    assert found.lead is not None and found.lead_std_error is not None
    error = np.hypot(*errors)
    assert min(errors) > 0 and np.allclose(found.lead_std_error, error, rtol=1e-12)
    assert said["undecided"] == (found.lead <= 2 * error).sum() > 0
    exact = log_p(folder / "a.h5")[0] - log_p(folder / "b.h5")[0]
    assert np.all(np.abs(np.where(found.chosen == 0, 1, -1) * found.lead - exact) < 4 * error)


def test_the_error_of_a_lead_holds_that_of_both_samplings(lnz: Lnz, folder: Path) -> None:
    result = lnz("classify", "a.h5", "b.h5", "c.h5", "--data", "states.npy", "--method", "raise",
                 "--chains", 20, "--rungs", 20, "-o", "out.h5", "--json")
    assert json.loads(result.stdout)["verdict"] == "suspect"  # differences of bounds
    found = read_classification(folder / "out.h5")
    best = np.argsort(found.log_likelihood, 1)[:, :0:-1]
    errors = np.take_along_axis(found.std_error, best, 1)
    assert np.all(errors > 0)
    assert np.allclose(found.lead_std_error, np.hypot(*errors.T), rtol=1e-12)


def test_models_share_no_random_numbers(lnz: Lnz, folder: Path) -> None:
    assert lnz("classify", "a.h5", "a.h5", "--data", "states.npy", "--method", "raise", "--chains",
               20, "--rungs", 20, "-o", "out.h5").returncode == 0
    found = read_classification(folder / "out.h5")
    one, other = found.log_likelihood.T
    z = (one - other) / np.hypot(*found.std_error.T)
    assert abs((z**2).mean() - 1) < 4 * np.sqrt(2 / len(STATES))


def test_what_is_right_is_counted_by_labels(lnz: Lnz, folder: Path) -> None:
    log_z = joined(log_p(folder / f"{name}.h5")[1] for name in "ab")
    random = np.random.default_rng(1)
    labels = random.choice([4, 9, 2], len(STATES))
    np.save(folder / "labels.npy", labels)
    result = lnz("classify", "a.h5", "b.h5", "--data", "states.npy", "--ln-z", log_z, "--labels",
                 "labels.npy", "--classes", "9,4", "-o", "out.h5", "--json")
    found, said = read_classification(folder / "out.h5"), json.loads(result.stdout)
    assert np.array_equal(found.label, labels)
    table = [[int(((labels == label) & (found.chosen == chosen)).sum()) for chosen in (9, 4)]
             for label in (9, 4)]
    assert said["confusion"] == table and np.trace(table) not in (0, np.sum(table))
    right, count = np.trace(table) / np.sum(table), int((labels != 2).sum())
    assert said["accuracy"]["value"] == pytest.approx(right, rel=1e-14)
    assert said["accuracy"]["std_error"] == pytest.approx(np.sqrt(right * (1 - right) / count))
    assert said["accuracy"]["examples"] == count
    text = lnz("classify", "a.h5", "b.h5", "--data", "states.npy", "--ln-z", log_z, "--labels",
               "labels.npy", "--classes", "9,4").stdout
    assert f"{len(STATES) - count} examples of other labels are left out" in text
    assert f"right: {100 * right:.2f}% +- " in text


def test_one_model_ranks_rows_by_ln_p_as_loglik_gives_it(lnz: Lnz, folder: Path) -> None:
    exact, log_z = log_p(folder / "a.h5")
    result = lnz("classify", "a.h5", "--data", "states.npy", "--ln-z", repr(float(log_z)), "-o",
                 "out.h5")
    assert result.returncode == 0, result.stderr
    found = read_classification(folder / "out.h5")
    assert np.array_equal(found.rank, np.argsort(np.argsort(exact, kind="stable")))
    assert found.chosen is None and found.lead is None
    assert f"{exact.argmin()} ({exact.min():.2f}), " in result.stdout
    assert lnz("loglik", "--model", "a.h5", "--data", "states.npy", "--ln-z", repr(float(log_z)),
               "-o", "loglik.h5").returncode == 0
    with h5py.File(folder / "loglik.h5") as file:
        assert np.array_equal(found.log_likelihood[:, 0], file["examples/log_likelihood"][()])


def test_ranks_and_threads_change_no_class(lnz: Lnz, folder: Path) -> None:
    words = ["classify", "a.h5", "b.h5", "--data", "states.npy", "--method", "raise", "--chains", 4,
             "--rungs", 10, "--overwrite"]
    assert lnz(*words, "-o", "one.h5").returncode == 0
    assert lnz(*words, "-o", "many.h5", ranks=2, threads=2).returncode == 0
    assert_same(folder / "one.h5", folder / "many.h5")


BAD: dict[str, list[Any]] = {
    "no model": [],
    "ln Z of one only": ["a.h5", "b.h5", "--ln-z", "1"],
    "no ln Z": ["a.h5", "b.h5"],
    "ln Z of the other": ["a.h5", "b.h5", "--ln-z", "1,ais.h5"],
    "a prior of 0": ["a.h5", "b.h5", "--ln-z", "1,2", "--prior", "1,0"],
    "three priors": ["a.h5", "b.h5", "--ln-z", "1,2", "--prior", "1,1,1"],
    "one label twice": ["a.h5", "b.h5", "--ln-z", "1,2", "--classes", "3,3"],
    "a label that is a word": ["a.h5", "b.h5", "--ln-z", "1,2", "--classes", "3,x"],
    "too many labels": ["a.h5", "b.h5", "--ln-z", "1,2", "--labels", "long.npy"],
    "too few labels": ["a.h5", "b.h5", "--ln-z", "1,2", "--labels", "short.npy"],
    "other labels": ["a.h5", "b.h5", "--ln-z", "1,2", "--labels", "right.npy", "--classes", "5,6"],
    "images for labels": ["a.h5", "b.h5", "--ln-z", "1,2", "--labels", "states.npy"],
    "labels of one model": ["a.h5", "--ln-z", "1", "--labels", "right.npy"],
    "another width": ["a.h5", "rbm:5x4,scale=1,seed=1", "--ln-z", "1,2"],
    "other units": ["a.h5", "real.h5", "--ln-z", "1,2"],
    "a model that is not there": ["a.h5", "none.h5", "--ln-z", "1,2"],
    "a file that is there": ["a.h5", "b.h5", "--ln-z", "1,2", "-o", "a.h5"],
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_classified_is_refused(case: str, lnz: Lnz, folder: Path) -> None:
    for name, count in ("long", 65), ("short", 63), ("right", 64):
        np.save(folder / f"{name}.npy", np.arange(count) % 2)
    with h5py.File(folder / "a.h5") as bits, h5py.File(folder / "real.h5", "w") as real:
        real.attrs.update({"format": "lnz-model", "version": 1, "kind": "rbm",
                           "visible": "gaussian"})
        for name in "W", "b", "c":
            real[name] = bits[name][()]
        real["sigma"] = np.ones(6)
    if "ais.h5" in ",".join(map(str, BAD[case])):
        lnz("ais", "--model", "a.h5", "--chains", 20, "--rungs", 10, "-o", "ais.h5")
    assert_refused(lnz, folder, "classify", *BAD[case], "--data", "states.npy")
