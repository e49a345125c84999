"""Machines of bits as files of other packages."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Union

import h5py
import numpy as np

from arrays import Reals
from h5_writer import write_h5

__all__ = ["PACKAGES", "write_package_file"]


def fill_rbms(file: h5py.File, W: Reals, b: Reals, c: Reals) -> None:
    """Of the PyTorch package rbms: a BBRBM with one update, 1.

    It has what `rbms.io.load_params` reads, and no chains to go on training from.
    """
    file["model_type"] = "BBRBM"
    for name, values in ("weight_matrix", W), ("vbias", b), ("hbias", c):
        file[f"update_1/params/{name}"] = values
        file[f"update_1/{name}"] = values


def fill_julia(file: h5py.File, W: Reals, b: Reals, c: Reals) -> None:
    """What `load_rbm` of RestrictedBoltzmannMachines.jl reads: two Binary layers.

    What Julia has as x[i, j] is x[j, i] in the file.
    """
    texts = {"rbm_hdf5_file_format_version": "1.0.0", "rbm_type": "RBM",
             "visible_type": "Binary", "hidden_type": "Binary"}
    for name, text in texts.items():
        file[name] = text
    file["weights"] = W.T
    file["visible_par"], file["hidden_par"] = b[:, np.newaxis], c[:, np.newaxis]


PACKAGES: dict[str, Callable[[h5py.File, Reals, Reals, Reals], None]] = {
    "julia": fill_julia, "rbms": fill_rbms}


def write_package_file(path: Union[str, Path], package: str, W: Reals, b: Reals, c: Reals,
                       overwrite: bool = False) -> None:
    """Writes a machine for one of PACKAGES.

    Parameters
    ----------
    path
        Where it goes.
    package
        One of PACKAGES.
    W, b, c
        Weights [visible, hidden], fields of visible [visible] and hidden units [hidden].
    overwrite
        Whether a file of this name may be replaced.
    """
    write_h5(path, lambda file: PACKAGES[package](file, W, b, c), overwrite)
