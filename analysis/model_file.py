"""Reads and writes model files (`lnz-model` of src/io/FORMAT.md)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Union

import h5py
import numpy as np
from numpy.typing import NDArray

from h5_reader import Reader, Reals, as_text, fail

__all__ = ["Model", "read_model", "write_model", "write_rbm"]


@dataclass(frozen=True)
class Model:
    """A model file: its kind, every numeric dataset and every attribute by name."""

    path: Path
    kind: str
    arrays: dict[str, Reals]
    attributes: dict[str, Any]


def read_model(path: Union[str, Path]) -> Model:
    """The model file `path`, whatever its kind; FileError if it is none."""
    with Reader(path, "lnz-model") as reader:
        arrays = {name: np.asarray(item[()], dtype=np.float64)
                  for name, item in reader.file.items()
                  if isinstance(item, h5py.Dataset) and item.dtype.kind in "iuf"}
        attributes = {name: as_text(value) if isinstance(value, (str, bytes)) else value
                      for name, value in reader.file.attrs.items()}
        return Model(Path(path), reader.text("kind"), arrays, attributes)


def write_model(path: Union[str, Path], kind: str, arrays: Mapping[str, NDArray[Any]],
                attributes: Mapping[str, Any] = {}, overwrite: bool = False) -> None:
    """A model file, whole or not at all.

    Parameters
    ----------
    path
        Where it goes.
    kind
        Of the model: `rbm`, `spins`, ...
    arrays, attributes
        Datasets and attributes that the kind has.
    overwrite
        Whether a file of this name may be replaced.

    Raises
    ------
    FileError
        If the file is there and may not be replaced, or cannot be written.
    """
    path = Path(path)
    if path.exists() and not overwrite:
        fail(path, "it exists", "nothing is overwritten by accident",
             "give another name, or --overwrite")
    draft = path.with_name(path.name + ".tmp")
    try:
        with h5py.File(draft, "w") as file:
            file.attrs.update({"format": "lnz-model", "version": 1, "kind": kind, **attributes})
            for name, values in arrays.items():
                file.create_dataset(name, data=values)
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        fail(path, "it cannot be written", str(error).splitlines()[0], "check the folder")


def write_rbm(path: Union[str, Path], W: NDArray[Any], b: NDArray[Any], c: NDArray[Any],
              overwrite: bool = False) -> None:
    """A restricted Boltzmann machine of bits, E(v, h) = -b.v - c.h - v'Wh.

    Parameters
    ----------
    path
        Where it goes.
    W, b, c
        Weights [visible, hidden], fields of visible [visible] and hidden units [hidden].
    overwrite
        Whether a file of this name may be replaced.
    """
    W, b, c = (np.asarray(x, dtype=np.float64) for x in (W, b, c))
    if W.ndim != 2 or b.shape != W.shape[:1] or c.shape != W.shape[1:]:
        fail(path, f"W {W.shape}, b {b.shape}, c {c.shape} do not fit together",
             "they are [visible, hidden], [visible], [hidden]", "check their names and order")
    if not all(np.isfinite(x).all() for x in (W, b, c)):
        fail(path, "NaN or infinite weights", "a model has none", "train it again")
    write_model(path, "rbm", {"W": W, "b": b, "c": c}, {"visible": "bernoulli"}, overwrite)
