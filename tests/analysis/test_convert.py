"""Machines of other Python packages keep their numbers; what is no machine is refused unrun."""

from __future__ import annotations

import itertools
import os
import pickle
import struct
import types
import zipfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray

import torch_files
from convert import from_sklearn, from_torch, main, to_arrays
from model_file import read_model
from refusal import refusal
from torch_file import read_tensors

Reals = NDArray[np.float64]


@pytest.fixture
def machine() -> tuple[Reals, Reals, Reals]:
    rng = np.random.default_rng(1)
    return rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=3)


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> None:
    torch_files.pretend_torch(monkeypatch)


def assert_holds(path: Path, machine: tuple[Reals, Reals, Reals]) -> None:
    model = read_model(path)
    assert model.kind == "rbm" and model.attributes["visible"] == "bernoulli"
    for name, values in zip("Wbc", machine):
        assert np.array_equal(model.arrays[name], values)


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


def test_floats_and_views_of_one_storage_read_as_pytorch_reads_them(torch: None,
                                                                    tmp_path: Path) -> None:
    storage = torch_files.Storage("0", np.arange(10, dtype=np.float32) / 4)
    view = torch_files.Tensor(storage, 2, (3, 2), (1, 4))  # a transposed view, from 2 on
    path = torch_files.write(tmp_path / "m.pt", torch_files.pickled({"W": view, "epoch": 3}),
                             {"0": storage.values.tobytes()})
    assert np.array_equal(read_tensors(path)["W"], np.array([[2, 6], [3, 7], [4, 8]]) / 4)


def test_dictionaries_in_a_checkpoint_are_read_by_dots(torch: None, tmp_path: Path) -> None:
    tensor, storages = torch_files.contiguous("0", np.ones((2, 3)))
    checkpoint = torch_files.pickled({"state_dict": {"W": tensor}, "lr": 0.1})
    path = torch_files.write(tmp_path / "m.pt", checkpoint, storages)
    assert list(read_tensors(path)) == ["state_dict.W"]


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


class Attack:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("attacked",)


def test_a_pickle_runs_nothing(torch: None, tmp_path: Path,
                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = torch_files.write(tmp_path / "m.pt", pickle.dumps({"W": Attack()}, 2), {})
    assert "mkdir, not only tensors" in refusal(read_tensors, path)
    assert not (tmp_path / "attacked").exists()


def hostile_tensor(offset: int, size: tuple[int, ...], stride: tuple[int, ...]) -> bytes:
    return torch_files.pickled(
        torch_files.Tensor(torch_files.Storage("0", np.zeros(4)), offset, size, stride))


@pytest.mark.parametrize("offset, size, stride", [
    (0, (1 << 40,), (0,)), (0, (5,), (1,)), (3, (2,), (1,)), (0, (2, 2), (2, 2)), (-1, (1,), (1,)),
    (0, (2,), (-1,)), (0, (2, 2), (1,))])
def test_tensors_stay_within_their_storage(offset: int, size: tuple[int, ...],
                                           stride: tuple[int, ...], torch: None,
                                           tmp_path: Path) -> None:
    path = torch_files.write(tmp_path / "m.pt", hostile_tensor(offset, size, stride),
                             {"0": bytes(32)})
    assert "a tensor" in refusal(read_tensors, path)


def test_broken_files_are_refused(torch: None, tmp_path: Path) -> None:
    good = hostile_tensor(0, (4,), (1,))
    path = tmp_path / "m.pt"
    for content in b"", b"no zip", good:
        path.write_bytes(content)
        assert "no zip of torch.save" in refusal(read_tensors, path)
    # A memo index of 2^32 - 1, for which the unpickler in C would take 32 GiB.
    memo = b"\x80\x02}r" + struct.pack("<I", 2**32 - 1) + b"X\x01\x00\x00\x00W" + b"."
    for pickle_bytes in good[:-4], b"", b"\x80\x02\x8e" + b"\xff" * 8, memo[:-1]:
        torch_files.write(path, pickle_bytes, {"0": bytes(32)})
        assert "damaged" in refusal(read_tensors, path)
    torch_files.write(path, good, {})
    assert "damaged" in refusal(read_tensors, path)
    torch_files.write(path, good, {"0": bytes(32)}, zipfile.ZIP_DEFLATED)
    assert "compressed" in refusal(read_tensors, path)
    assert "no such file" in refusal(read_tensors, tmp_path / "nowhere.pt")


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
