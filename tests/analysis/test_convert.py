"""Machines of other Python packages keep their numbers; what is no machine is refused."""

from __future__ import annotations

import itertools
import types
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray

import torch_files
from convert import from_sklearn, from_torch, main, to_arrays
from model_file import read_rbm
from refusal import refusal

Reals = NDArray[np.float64]


@pytest.fixture
def machine() -> tuple[Reals, Reals, Reals]:
    rng = np.random.default_rng(1)
    return rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=3)


def assert_holds(path: Path, machine: tuple[Reals, Reals, Reals]) -> None:
    rbm = read_rbm(path)
    assert (rbm.visible, rbm.hidden, rbm.sigma) == ("bernoulli", "bernoulli", None)
    for name, values in zip("Wbc", machine):
        assert np.array_equal(getattr(rbm, name), values)


def log_z(W: Reals, b: Reals, c: Reals) -> float:
    bits = [np.array(x) for x in itertools.product((0, 1), repeat=len(b))]
    return float(np.logaddexp.reduce([v @ b + np.logaddexp(0, v @ W + c).sum() for v in bits]))


@pytest.mark.parametrize("names", [("W", "b", "c"), ("weight_matrix", "vbias", "hbias"),
                                   ("rbm.W", "rbm.v_bias", "rbm.h_bias")])
@pytest.mark.parametrize("transposed", [False, True])
def test_a_state_dict_is_a_machine_whichever_way_its_weights_lie(
        names: tuple[str, str, str], transposed: bool, machine: tuple[Reals, Reals, Reals],
        torch: None, tmp_path: Path) -> None:
    W, b, c = machine
    path = torch_files.save_state_dict(tmp_path / "m.pt", dict(
        zip(names, (np.ascontiguousarray(W.T) if transposed else W, b, c))))
    chosen = ["--names", ",".join(names)] if "." in names[0] else []
    assert main(["import", str(path), str(tmp_path / "m.h5"), *chosen]) == 0
    assert_holds(tmp_path / "m.h5", machine)


def test_equal_numbers_of_units_need_a_layout(tmp_path: Path) -> None:
    W = np.array([[1.0, 2], [3, 4]])
    tensors = {"W": W, "b": np.zeros(2), "c": np.ones(2)}
    assert "--layout" in refusal(from_torch, tensors, tmp_path / "m.h5")
    from_torch(tensors, tmp_path / "m.h5", layout="hidden-visible")
    assert_holds(tmp_path / "m.h5", (W.T, np.zeros(2), np.ones(2)))


def test_tensors_that_are_no_machine_are_refused(machine: tuple[Reals, Reals, Reals],
                                                 tmp_path: Path) -> None:
    W, b, c = machine
    out = tmp_path / "m.h5"
    assert "--names" in refusal(from_torch, {"conv.weight": W}, out)
    assert "no tensors W, b, h" in refusal(from_torch, {"W": W, "b": b}, out, ("W", "b", "h"))
    assert "do not fit" in refusal(from_torch, {"W": W, "b": b, "c": c[1:]}, out)
    assert "NaN" in refusal(from_torch, {"W": W, "b": b, "c": c * np.nan}, out)
    assert not list(tmp_path.iterdir())
    from_torch({"W": W, "b": b, "c": c}, out)
    assert "exists" in refusal(from_torch, {"W": W, "b": b, "c": c}, out)


@pytest.mark.parametrize("names", [("W", "b", "c", "sigma"), ("m.W", "m.b", "m.c", "m.sigma"),
                                   ("W", "b", "c", "s")])
def test_a_sigma_beside_or_named_makes_units_gaussian(
        names: tuple[str, ...], machine: tuple[Reals, Reals, Reals], tmp_path: Path) -> None:
    sigma = np.array([0.5, 1, 2, 0.25])
    for W in machine[0], machine[0].T:
        tensors = dict(zip(names, (W, *machine[1:], sigma)))
        said = None if names[0] == "W" and names[3] == "sigma" else names
        for given in said, said and (said if said[3] == "s" else said[:3]):
            from_torch(tensors, tmp_path / "m.h5", given, overwrite=True)
            rbm = read_rbm(tmp_path / "m.h5")
            assert rbm.visible == "gaussian" and np.array_equal(rbm.W, machine[0])
            assert rbm.sigma is not None and np.array_equal(rbm.sigma, sigma)


def test_a_bernoulli_rbm_of_scikit_learn_is_its_transpose(machine: tuple[Reals, Reals, Reals],
                                                          tmp_path: Path) -> None:
    W, b, c = machine
    rbm = types.SimpleNamespace(components_=W.T, intercept_visible_=b, intercept_hidden_=c)
    from_sklearn(rbm, tmp_path / "m.h5")
    assert_holds(tmp_path / "m.h5", machine)


def test_rbms_finds_what_its_load_params_reads(machine: tuple[Reals, Reals, Reals],
                                               model_of: Any, tmp_path: Path) -> None:
    assert main(["export", str(model_of(machine)), str(tmp_path / "r.h5"), "--to", "rbms"]) == 0
    with h5py.File(tmp_path / "r.h5") as file:
        assert file["model_type"][()].decode() == "BBRBM"
        params = file["update_1"]["params"]
        assert set(params) == {"weight_matrix", "vbias", "hbias"}
        W, b, c = (params[name][()] for name in ("weight_matrix", "vbias", "hbias"))
    assert log_z(W, b, c) == log_z(*machine)


def test_julia_finds_what_load_rbm_reads(machine: tuple[Reals, Reals, Reals], model_of: Any,
                                         tmp_path: Path) -> None:
    assert main(["export", str(model_of(machine)), str(tmp_path / "j.h5"), "--to", "julia"]) == 0

    def julia(file: h5py.File, name: str) -> Any:
        """x[i, j, ...] of Julia: its axes are those of the file in reversed order."""
        return np.transpose(file[name][()])

    with h5py.File(tmp_path / "j.h5") as file:
        assert file["rbm_hdf5_file_format_version"][()].decode() == "1.0.0"
        assert julia(file, "visible_par").shape == (1, 4)
        W, b, c = (julia(file, "weights"), julia(file, "visible_par")[0],
                   julia(file, "hidden_par")[0])
    assert W.shape == (4, 3) and log_z(W, b, c) == log_z(*machine)


def test_only_machines_of_bits_are_given_to_packages(machine: tuple[Reals, Reals, Reals],
                                                     model_of: Any, tmp_path: Path) -> None:
    path = model_of(machine)
    assert all(np.array_equal(x, y) for x, y in zip(to_arrays(path), machine))
    with h5py.File(path, "a") as file:
        file.attrs["hidden"] = "spin"
    words = ["export", str(path), str(tmp_path / "x"), "--to", "rbms"]
    assert "rbm of bits" in refusal(main, words)


@pytest.fixture
def model_of(tmp_path: Path) -> Any:
    def write(machine: tuple[Reals, Reals, Reals]) -> Path:
        from_torch(dict(zip("Wbc", machine)), tmp_path / "model.h5")
        return tmp_path / "model.h5"

    return write
