"""The machines that `lnz train` fits, as they stand in the model file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from conftest import Lnz
from refusal import assert_refused

PIXELS = 12


@pytest.fixture
def bits(tmp_path: Path) -> Path:
    """Examples that are all of one of two patterns, but for a few flips."""
    chance = np.random.default_rng(1)
    images = np.repeat(chance.integers(0, 2, (2, PIXELS)), 100, axis=0)
    images ^= chance.random(images.shape) < 0.05
    np.save(tmp_path / "bits.npy", images.astype(np.uint8))
    return tmp_path / "bits.npy"


def trained(lnz: Lnz, folder: Path, data: Path, *words: Any) -> tuple[h5py.File, dict[str, Any]]:
    result = lnz("train", "--data", data, "--epochs", 3, "--batch", 20, "--json", "--quiet",
                 "-o", "m.h5", *words)
    assert result.returncode == 0, result.stderr
    return h5py.File(folder / "m.h5"), json.loads(result.stdout)


@pytest.mark.parametrize("machine", ["dbn", "dbm"])
def test_layers_chain_and_are_exact_to_name(machine: str, lnz: Lnz, tmp_path: Path,
                                            bits: Path) -> None:
    model, said = trained(lnz, tmp_path, bits, "--machine", machine, "--hidden", "7,5,3",
                          "--pretraining", 1)
    sizes = [PIXELS, 7, 5, 3]
    assert model.attrs["kind"] == machine
    assert list(model.attrs["layers"]) == sizes
    for layer in range(3):
        assert model[f"W{layer + 1}"].shape == (sizes[layer], sizes[layer + 1])
        assert model[f"b{layer}"].shape == (sizes[layer],)
    assert said["epochs"] == {"dbn": 9, "dbm": 6}[machine]


def test_the_followed_ln_z_is_that_of_the_machine(lnz: Lnz, tmp_path: Path, bits: Path) -> None:
    model, said = trained(lnz, tmp_path, bits, "--hidden", 8, "--track", 400, "--keep", 2)
    assert list(model["training/epoch"]) == [1, 2, 3]  # every fifth of three
    exact = json.loads(lnz("exact", "--model", "m.h5", "--json").stdout)["ln_z"]
    assert abs(said["log_z"] - exact) < 4 * said["log_z_error"]
    assert model["training/log_z"][-1] == said["log_z"]
    told = json.loads(lnz("loglik", "--model", "m.h5", "--data", bits, "--ln-z", exact,
                          "--json").stdout)
    assert abs(said["log_likelihood"] - told["mean_log_likelihood"]) < 4 * said["log_z_error"]
    assert model["ladder/W"].shape == (2, PIXELS, 8)
    assert np.array_equal(model["ladder/W"][-1], model["W"][...])


def test_gaussian_units_keep_the_scale_of_the_data(lnz: Lnz, tmp_path: Path) -> None:
    chance = np.random.default_rng(2)
    scale = np.array([0.1, 1.0, 30.0])
    np.save(tmp_path / "real.npy", 5 + scale * chance.standard_normal((400, 3)))
    model, _ = trained(lnz, tmp_path, tmp_path / "real.npy", "--visible", "gaussian",
                       "--hidden", 2, "--rate", 0.001)
    assert model.attrs["visible"] == "gaussian"
    assert np.allclose(model["sigma"], scale, rtol=0.2)
    assert np.allclose(model["b"], 5, atol=0.3 * scale)


@pytest.mark.parametrize("words", [
    ["--machine", "dbx"], ["--hidden", "5,4"], ["--machine", "dbm", "--hidden", "5,,4"],
    ["--machine", "dbm", "--hidden", "5,0"], ["--machine", "dbm", "--visible", "gaussian"],
    ["--visible", "potato"], ["--method", "tempered", "--temperatures", 1],
    ["--machine", "dbm", "--method", "tempered"], ["--machine", "dbn", "--keep", 2],
    ["--pretraining", -1], ["--mean-fields", 0], ["--track", -1]],
    ids=lambda words: " ".join(map(str, words)))
def test_machines_that_do_not_exist_are_refused(words: list[Any], lnz: Lnz, tmp_path: Path,
                                                bits: Path) -> None:
    assert_refused(lnz, tmp_path, "train", "--data", bits, "--batch", 20, "-o", "m.h5", "--quiet",
                   *words)
