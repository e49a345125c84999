"""RBMs whose units are not bits, from short form or file to samples and likelihoods."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import broken_files as broken
from conftest import Lnz
from refusal import assert_refused

GAUSSIAN = "rbm:5x4,visible=gaussian,sigma=0.5,scale=0.3,bias=0.4,seed=3"
POTTS = "rbm:5x4,visible=potts,q=21,scale=0.5,seed=3"
FORMS = {GAUSSIAN: (float, 5), POTTS: (np.int8, 5),
         "rbm:5x4,visible=spin,scale=0.5,seed=3": (np.int8, 5),
         "rbm:5x4,hidden=gaussian,scale=0.5,seed=3": (np.int8, 5)}


@pytest.mark.parametrize("form", FORMS)
def test_every_verb_takes_all_units(form: str, lnz: Lnz, tmp_path: Path) -> None:
    assert lnz("model", "make", form, "m.h5").returncode == 0
    shown = lnz("model", "show", "m.h5").stdout
    assert re.search(r"rbm 5 x 4, .* and (bernoulli|gaussian)", shown), shown
    exact = json.loads(lnz("exact", "--model", "m.h5", "--json").stdout)["ln_z"]
    for driver in ["ais", "--chains", 500, "--rungs", 60, "--save-chains"], [
            "rex", "--sweeps", 2000, "--rungs", 6, "--save-chains", 20]:
        result = lnz(*driver, "--model", "m.h5", "-o", "r.h5", "--restart", "--json")
        assert result.returncode == 0, result.stderr
        found = json.loads(result.stdout)
        assert abs(found["ln_z"] - exact) < 4 * found["std_error"]
        kind, width = FORMS[form]
        with h5py.File(tmp_path / "r.h5") as run:
            units = run["chains/units"]
            assert units.dtype == kind and units.shape[1] == width
            values = set(np.unique(units[()]))
        assert form != POTTS or values <= set(range(21))
        assert "spin" not in form or values == {-1, 1}


def mean_unnormalised(lnz: Lnz, model: Any, data: Any, *words: Any) -> float:
    result = lnz("loglik", "--model", model, "--data", data, "--ln-z", 0, "--json", *words)
    assert result.returncode == 0, result.stderr
    return float(json.loads(result.stdout)["mean_unnormalised"])


def test_real_data_reach_gaussian_units_as_they_are(lnz: Lnz, tmp_path: Path) -> None:
    lnz("model", "make", GAUSSIAN, "m.h5")
    with h5py.File(tmp_path / "m.h5") as file:
        W, b, c = (file[name][()] for name in "Wbc")
    v = np.array([[0.25, -1.5, 0, 2, 3], [1, 2, 300, 4, -5]])
    field = c + v / 0.25 @ W
    want = (-((v - b) ** 2).sum(1) / 0.5 + np.logaddexp(0, field).sum(1)).mean()
    np.save(tmp_path / "v.npy", v)
    for words in [], ["--binarize", "raw"], ["--binarize", "none"]:
        assert mean_unnormalised(lnz, "m.h5", "v.npy", *words) == pytest.approx(want, rel=1e-6)
    np.save(tmp_path / "bytes.npy", np.array([[0, 255, 51, 0, 1]]))
    np.save(tmp_path / "pixels.npy", np.array([[0, 255, 51, 0, 1]]) / 255)
    for words in [], ["--binarize", "none"]:  # as `lnz train` reads them
        assert mean_unnormalised(lnz, "m.h5", "bytes.npy", *words) == pytest.approx(
            mean_unnormalised(lnz, "m.h5", "pixels.npy"), rel=1e-6)


def test_categories_reach_potts_units_as_they_are(lnz: Lnz, tmp_path: Path) -> None:
    lnz("model", "make", POTTS, "m.h5")
    with h5py.File(tmp_path / "m.h5") as file:
        W, b, c = (file[name][()] for name in "Wbc")
    x, sites = np.array([3, 0, 20, 7, 1]), np.arange(5)
    want = b[sites, x].sum() + np.logaddexp(0, c + W[sites, x].sum(0)).sum()
    np.savetxt(tmp_path / "x.csv", x[None], fmt="%d", delimiter=",")
    assert mean_unnormalised(lnz, "m.h5", "x.csv") == pytest.approx(want, rel=1e-12)
    (tmp_path / "far.csv").write_text("0,0,0,0,21\n")
    for words in ["--data", "far.csv"], ["--data", "x.csv", "--binarize", "threshold:0.5"]:
        said = assert_refused(lnz, tmp_path, "loglik", "--model", "m.h5", "--ln-z", 0, *words)
        assert "categories" in said


def test_base_rates_of_categories_start_a_path_and_of_reals_do_not(lnz: Lnz,
                                                                    tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("0,1,2,3,4\n0,1,2,3,20\n")
    words = ["--chains", 200, "--rungs", 40, "--reference", "x.csv", "--json"]
    assert lnz("ais", "--model", POTTS, *words).returncode == 0
    with h5py.File(tmp_path / "ais.h5") as run:
        assert run["reference/mean"].shape == (105,)
    (tmp_path / "ais.h5").unlink()
    said = assert_refused(lnz, tmp_path, "ais", "--model", GAUSSIAN, *words)
    assert "hidden bits" in said


@pytest.mark.parametrize("model", [
    dict(visible="gaussian"), dict(visible="gaussian", hidden="spin"), dict(hidden="potts"),
    dict(visible="potts"), dict(visible="potts", W=np.zeros((6, 3, 4)), b=np.zeros((6, 3)), q=4),
    dict(visible="gausian"), dict(hidden="real")], ids=str)
def test_units_that_cannot_be_are_refused(model: dict[str, Any], lnz: Lnz, tmp_path: Path) -> None:
    broken.rbm_file(tmp_path / "m.h5", **model)
    for verb in ["ais"], ["exact"], ["model", "show"]:
        words = ["--model", "m.h5"] if len(verb) == 1 else ["m.h5"]
        assert_refused(lnz, tmp_path, *verb, *words)


@pytest.mark.parametrize("form", ["rbm:5x4,visible=gaussian,sigma=0", "rbm:5x4,sigma=1",
                                  "rbm:5x4,visible=potts", "rbm:5x4,visible=normal"])
def test_short_forms_that_cannot_be_are_refused(form: str, lnz: Lnz, tmp_path: Path) -> None:
    assert_refused(lnz, tmp_path, "ais", "--model", form)


def test_a_normal_distribution_is_solved_not_sampled(lnz: Lnz, tmp_path: Path) -> None:
    form = "rbm:4x3,visible=gaussian,hidden=gaussian,scale=0.2,bias=0.5,sigma=0.8,seed=2"
    assert lnz("model", "make", form, "n.h5").returncode == 0
    said = json.loads(lnz("exact", "--model", "n.h5", "--json").stdout)
    log_z = said["ln_z"]
    v = np.random.default_rng(3).normal(0, 1, (3, 4)).astype(np.float32)
    np.save(tmp_path / "v.npy", v)
    told = json.loads(lnz("loglik", "--model", "n.h5", "--data", "v.npy", "--ln-z", log_z,
                          "--json").stdout)
    with h5py.File(tmp_path / "n.h5") as file:
        W, b, c, sigma = (file[name][()] for name in ("W", "b", "c", "sigma"))
    # v alone is normal: precision D - D W W' D, D = diag(1 / sigma^2)
    D = np.diag(sigma**-2)
    covariance = np.linalg.inv(D - D @ W @ W.T @ D)
    off = v - covariance @ D @ (b + W @ c)
    log_p = -(np.sum(off @ np.linalg.inv(covariance) * off, axis=1) +
              np.linalg.slogdet(2 * np.pi * covariance)[1]) / 2
    assert told["mean_log_likelihood"] == pytest.approx(log_p.mean(), abs=1e-9)
    for verb in "ais", "rex", "sample":
        assert "lnz exact" in assert_refused(lnz, tmp_path, verb, "--model", "n.h5")


def test_gaussian_units_need_a_positive_temperature(lnz: Lnz, tmp_path: Path) -> None:
    for verb in "ais", "rex", "exact":
        assert "beta = -1" in assert_refused(lnz, tmp_path, verb, "--model", GAUSSIAN, "--beta", -1)
