"""Files that lnz must refuse; each function makes one in a directory and returns its path."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path
from typing import Any, Optional

import h5py
import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]


def rbm_file(path: Path, W: Optional[Reals] = None, b: Optional[Reals] = None,
             c: Optional[Reals] = None, **attributes: Any) -> Path:
    """A 6 x 4 rbm, but for what the arguments spoil; an attribute of None is left out."""
    marks = {"format": "lnz-model", "version": 1, "kind": "rbm", **attributes}
    with h5py.File(path, "w") as file:
        file.attrs.update({key: value for key, value in marks.items() if value is not None})
        file["W"] = np.full((6, 4), 0.1) if W is None else W
        file["b"] = np.zeros(6) if b is None else b
        file["c"] = np.zeros(4) if c is None else c
    return path


def layered_file(path: Path, kind: str = "dbm", layers: Any = (5, 4, 3), **spoiled: Any) -> Path:
    """A dbm of layers 5, 4, 3, but for the attribute `layers` and the datasets given."""
    whole = {"W1": np.full((5, 4), 0.1), "W2": np.full((4, 3), 0.1),
             "b0": np.zeros(5), "b1": np.zeros(4), "b2": np.zeros(3)}
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "lnz-model", "version": 1, "kind": kind, "layers": layers})
        for key, values in {**whole, **spoiled}.items():
            file[key] = values


def boltzmann_file(path: Path, nv: int = 4, nh: int = 3, **arrays: Reals) -> Path:
    """A boltzmann model of these arrays alone."""
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "lnz-model", "version": 1, "kind": "boltzmann", "nv": nv, "nh": nh})
        for key, array in arrays.items():
            file[key] = array
    return path


def hopfield_file(path: Path, patterns: Reals, h: Optional[Reals] = None) -> Path:
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "lnz-model", "version": 1, "kind": "hopfield"})
        file["patterns"] = patterns
        if h is not None:
            file["h"] = h
    return path


def with_value(shape: tuple[int, ...], value: float) -> Reals:
    array = np.zeros(shape)
    array.flat[-1] = value
    return array


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def text(path: Path) -> Path:
    path.write_text("not a file of numbers\n")
    return path


def truncated(path: Path, whole: Path, part: float = 0.6) -> Path:
    content = whole.read_bytes()
    path.write_bytes(content[: int(part * len(content))])
    return path


def zeroed_middle(path: Path, whole: Path) -> Path:
    """HDF5 by its first bytes, with its inner structure wiped out."""
    content = bytearray(whole.read_bytes())
    content[512:-512] = bytes(len(content) - 1024)
    path.write_bytes(content)
    return path


def no_matrix(path: Path) -> Path:
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "lnz-model", "version": 1, "kind": "rbm"})
    return path


def matrix_of_text(path: Path) -> Path:
    rbm_file(path)
    with h5py.File(path, "a") as file:
        del file["W"]
        file["W"] = "0.1 0.2"
    return path


def spins_file(path: Path, edges: Any, J: Any, n: int) -> Path:
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "lnz-model", "version": 1, "kind": "spins", "n": n})
        file["edges"], file["J"] = np.asarray(edges, dtype=np.int32), np.asarray(J, dtype=float)
    return path


def ising_file(path: Path, **attributes: Any) -> Path:
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "lnz-model", "version": 1, "kind": "ising", **attributes})
    return path


def idx_bytes(images: NDArray[np.uint8], kind: int = 8, claimed: Optional[int] = None) -> bytes:
    """An IDX file of images [count, height, width]; `claimed` replaces the count in its header."""
    count = len(images) if claimed is None else claimed
    return bytes([0, 0, kind, 3]) + struct.pack(">3I", count, *images.shape[1:]) + images.tobytes()


def images(count: int = 8, height: int = 2, width: int = 3) -> NDArray[np.uint8]:
    return (np.arange(count * height * width, dtype=np.uint8).reshape(count, height, width) * 37)


def idx_file(path: Path, **spoiled: Any) -> Path:
    content = idx_bytes(images(), **spoiled)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path
