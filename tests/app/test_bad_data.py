"""Data sets that cannot be read, or do not fit the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import h5py
import numpy as np
import pytest

import broken_files as broken
from conftest import Lnz
from refusal import assert_refused


def lines(path: Path, content: str) -> Path:
    path.write_text(content)
    return path


def npy(path: Path, array: Any, part: float = 1) -> Path:
    np.save(path, array)
    return broken.truncated(path, path, part)


def hdf5(path: Path, **datasets: Any) -> Path:
    with h5py.File(path, "w") as file:
        for name, values in datasets.items():
            file[name] = values
    return path


def gzipped(path: Path, spoil: Callable[[bytes], bytes]) -> Path:
    broken.idx_file(path)
    path.write_bytes(spoil(path.read_bytes()))
    return path


SETS: dict[str, Callable[[Path], Any]] = {
    "missing": lambda d: d / "none-ubyte",
    "a folder": lambda d: d,
    "empty": lambda d: broken.empty(d / "x-ubyte"),
    "text": lambda d: broken.text(d / "x-ubyte"),
    "of no known format": lambda d: broken.text(d / "x.bin"),
    "IDX cut in its images": lambda d: broken.truncated(
        d / "x-ubyte", broken.idx_file(d / "whole-ubyte"), 0.7),
    "IDX cut in its header": lambda d: broken.truncated(
        d / "x-ubyte", broken.idx_file(d / "whole-ubyte"), 0.1),
    "IDX of another magic": lambda d: broken.idx_file(d / "x-ubyte", kind=0x0d),
    "IDX that claims too much": lambda d: broken.idx_file(d / "x-ubyte", claimed=2**32 - 1),
    "IDX that claims none": lambda d: broken.idx_file(d / "x-ubyte", claimed=0),
    "gzip cut": lambda d: gzipped(d / "x-ubyte.gz", lambda b: b[:-12]),
    "gzip spoilt": lambda d: gzipped(d / "x-ubyte.gz", lambda b: b[:-8] + bytes(8)),
    "gzip in name only": lambda d: broken.text(d / "x-ubyte.gz"),
    "NumPy cut": lambda d: npy(d / "x.npy", np.zeros((8, 6)), 0.8),
    "NumPy objects": lambda d: npy(d / "x.npy", np.array([[None] * 6])),
    "NumPy of another width": lambda d: npy(d / "x.npy", np.zeros((8, 7))),
    "NumPy row": lambda d: npy(d / "x.npy", np.zeros(6)),
    "NaN": lambda d: npy(d / "x.npy", broken.with_value((8, 6), float("nan"))),
    "HDF5 cut": lambda d: broken.truncated(
        d / "x.h5", hdf5(d / "whole.h5", train=np.zeros((800, 6))), 0.5),
    "HDF5 without the dataset": lambda d: f"{hdf5(d / 'x.h5', train=np.zeros((8, 6)))}:test",
    "HDF5 of two datasets": lambda d: hdf5(d / "x.h5", a=np.zeros((8, 6)), b=np.zeros((8, 6))),
    "HDF5 of another width": lambda d: hdf5(d / "x.h5", train=np.zeros((8, 5))),
    "CSV with a word": lambda d: lines(d / "x.csv", "0,1,0,1,0,1\n0,1,zero,1,0,1\n"),
    "CSV with a short row": lambda d: lines(d / "x.csv", "0,1,0,1,0,1\n0,1\n"),
    "CSV of another width": lambda d: lines(d / "x.csv", "0,1,0\n1,1,0\n"),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return broken.rbm_file(tmp_path / "rbm.h5")


@pytest.mark.parametrize("case", SETS)
def test_a_broken_data_set_is_refused(case: str, lnz: Lnz, tmp_path: Path, small: Path) -> None:
    assert_refused(lnz, tmp_path, "loglik", "--model", small, "--ln-z", 7, "--data",
                   SETS[case](tmp_path))


@pytest.mark.parametrize("case", ["missing", "IDX cut in its images", "NumPy of another width"])
def test_a_broken_reference_is_refused_by_two_ranks(case: str, lnz: Lnz, tmp_path: Path,
                                                    small: Path) -> None:
    assert_refused(lnz, tmp_path, "ais", "--model", small, "--reference", SETS[case](tmp_path),
                   "-o", "run.h5", ranks=2)


def test_a_data_set_of_another_width_names_both(lnz: Lnz, tmp_path: Path, small: Path) -> None:
    message = assert_refused(lnz, tmp_path, "loglik", "--model", small, "--ln-z", 7, "--data",
                             SETS["CSV of another width"](tmp_path))
    assert "3" in message and "6" in message


@pytest.mark.parametrize("how", ["thresold:0.5", "threshold:", "threshold:nan", "sample",
                                 "sample:-1"])
def test_an_unknown_way_to_bits_is_refused(how: str, lnz: Lnz, tmp_path: Path,
                                           small: Path) -> None:
    data = broken.idx_file(tmp_path / "x-ubyte")
    assert_refused(lnz, tmp_path, "loglik", "--model", small, "--ln-z", 7, "--data", data,
                   "--binarize", how)


@pytest.mark.parametrize("log_z", ["nan", "inf", "none.h5", "rbm.h5", "seven"])
def test_a_wrong_log_z_is_refused(log_z: str, lnz: Lnz, tmp_path: Path, small: Path) -> None:
    data = broken.idx_file(tmp_path / "x-ubyte")
    assert_refused(lnz, tmp_path, "loglik", "--model", small, "--data", data, "--ln-z", log_z)


@pytest.mark.parametrize("words", [
    ["--hidden", 0], ["--epochs", 0], ["--batch", 0], ["--batch", 9], ["--steps", -1],
    ["--rate", "nan"], ["--rate", -1], ["--momentum", 1], ["--method", "cdd"], ["--examples", 0],
    ["--seed", -1]], ids=lambda words: " ".join(map(str, words)))
def test_training_refuses(words: list[Any], lnz: Lnz, tmp_path: Path) -> None:
    data = broken.idx_file(tmp_path / "x-ubyte")
    options = {"--batch": 4, words[0]: words[1]}
    assert_refused(lnz, tmp_path, "train", "--data", data, "-o", "m.h5", "--quiet",
                   *(word for pair in options.items() for word in pair))


def test_training_does_not_overwrite_a_model(lnz: Lnz, tmp_path: Path, small: Path) -> None:
    data = broken.idx_file(tmp_path / "x-ubyte")
    assert_refused(lnz, tmp_path, "train", "--data", data, "--batch", 4, "-o", small, "--quiet")
