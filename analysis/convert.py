"""Models of other Python packages: to model files and back.

What C++ reads `lnz model import` reads (MATLAB, .npz, HDF5, .coo, BQPJSON, edge lists); this is for
what takes Python.

    convert.py import MODEL.pt OUT.h5 [--names W,b,c] [--layout visible-hidden|hidden-visible]
    convert.py export MODEL.h5 OUT.h5 --to rbms|julia

In a session of your own, where the packages are: `from_sklearn(BernoulliRBM, path)`,
`from_torch(state_dict, path)`, `to_arrays(path)`.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence, Union

import h5py
import numpy as np
from numpy.typing import NDArray

from h5_reader import exit_with, fail
from model_file import read_model, write_rbm
from torch_file import read_tensors

__all__ = ["from_sklearn", "from_torch", "to_arrays", "write_julia", "write_rbms"]

Reals = NDArray[np.float64]
PathLike = Union[str, Path]

# Weights, visible and hidden biases, as programs in use name them.
KNOWN_NAMES = (
    ("W", "b", "c"), ("weight_matrix", "vbias", "hbias"), ("W", "vbias", "hbias"),
    ("W", "v_bias", "h_bias"), ("W", "bv", "bh"), ("W", "visible_bias", "hidden_bias"),
    ("weight", "visible_bias", "hidden_bias"), ("weights", "visible_bias", "hidden_bias"),
    ("weights", "v_bias", "h_bias"))
LAYOUTS = ("visible-hidden", "hidden-visible")


def from_sklearn(rbm: Any, path: PathLike, overwrite: bool = False) -> None:
    """Writes a scikit-learn `BernoulliRBM` as a model file.

    To be called where the machine is: its own files (joblib, pickle) run code when they are read.

    Parameters
    ----------
    rbm
        A fitted machine: components_ [hidden, visible], intercept_visible_, intercept_hidden_.
    path
        The model file to write.
    overwrite
        Whether it may be replaced.
    """
    write_rbm(path, np.transpose(rbm.components_), rbm.intercept_visible_, rbm.intercept_hidden_,
              overwrite)


def from_torch(tensors: Mapping[str, Any], path: PathLike,
               names: Optional[Sequence[str]] = None, layout: Optional[str] = None,
               overwrite: bool = False) -> None:
    """Writes an RBM given by named tensors, as a PyTorch state dict is, as a model file.

    Parameters
    ----------
    tensors
        Arrays, or tensors that numpy takes (`.detach().cpu()`), by name.
    path
        The model file to write.
    names
        Of the weights, visible and hidden biases; without them those of
        `KNOWN_NAMES` that are there.
    layout
        Whether the weights are [visible, hidden] or [hidden, visible]: `LAYOUTS`. The biases'
        lengths say so unless they are equal; then it must be given.
    overwrite
        Whether the file may be replaced.
    """
    arrays = {name: np.asarray(value, dtype=np.float64) for name, value in tensors.items()}
    W, b, c = (arrays[name] for name in _chosen(arrays, names, path))
    b, c = b.ravel(), c.ravel()
    if W.ndim != 2:
        fail(path, f"weights of shape {W.shape}", "they are a matrix", "give --names W,b,c")
    if layout is None:
        if len(b) == len(c):
            fail(path, f"{len(b)} visible and hidden units each",
                 "nothing says which axis of the weights is which",
                 f"give --layout {LAYOUTS[0]} or {LAYOUTS[1]}")
        layout = LAYOUTS[0] if W.shape == (len(b), len(c)) else LAYOUTS[1]
    if layout not in LAYOUTS:
        fail(path, f"layout = {layout}", "no such layout", f"give one of {', '.join(LAYOUTS)}")
    write_rbm(path, W if layout == LAYOUTS[0] else W.T, b, c, overwrite)


def to_arrays(path: PathLike) -> tuple[Reals, Reals, Reals]:
    """W [visible, hidden], b and c of a model file of an RBM of bits, for any package.

    `torch.nn.Parameter(torch.from_numpy(W))`; for a BernoulliRBM `components_ = W.T`,
    `intercept_visible_ = b`, `intercept_hidden_ = c`.
    """
    model = read_model(path)
    units = {model.attributes.get(side, "bernoulli") for side in ("visible", "hidden")}
    if model.kind != "rbm" or units != {"bernoulli"}:
        fail(path, f"a model of kind {model.kind}, {', '.join(sorted(map(str, units)))}",
             "an rbm of bits is needed", "give one")
    return model.arrays["W"], model.arrays["b"], model.arrays["c"]


def write_rbms(path: PathLike, W: Reals, b: Reals, c: Reals) -> None:
    """A file of the PyTorch package rbms with one update, 1, of a BBRBM.

    It has what `rbms.io.load_params` reads, and no chains to go on training from.
    """
    with h5py.File(path, "w") as file:
        file["model_type"] = "BBRBM"
        for name, values in ("weight_matrix", W), ("vbias", b), ("hbias", c):
            file[f"update_1/params/{name}"] = values
            file[f"update_1/{name}"] = values


def write_julia(path: PathLike, W: Reals, b: Reals, c: Reals) -> None:
    """A file that `load_rbm` of RestrictedBoltzmannMachines.jl reads: two Binary layers.

    What Julia has as x[i, j] is x[j, i] in the file.
    """
    texts = {"rbm_hdf5_file_format_version": "1.0.0", "rbm_type": "RBM",
             "visible_type": "Binary", "hidden_type": "Binary"}
    with h5py.File(path, "w") as file:
        for name, text in texts.items():
            file[name] = text
        file["weights"] = W.T
        file["visible_par"], file["hidden_par"] = b[:, np.newaxis], c[:, np.newaxis]


WRITERS = {"rbms": write_rbms, "julia": write_julia}


def _chosen(arrays: Mapping[str, Reals], names: Optional[Sequence[str]],
            path: PathLike) -> Sequence[str]:
    if names is not None and (len(names) != 3 or not set(names) <= set(arrays)):
        fail(path, f"no tensors {', '.join(names)}", f"there are {_listed(arrays)}",
             "give the names of weights, visible and hidden biases")
    if names is not None:
        return names
    known = [some for some in KNOWN_NAMES if set(some) <= set(arrays)]
    if not known:
        fail(path, f"tensors {_listed(arrays)}", "no names of an RBM that are known",
             "give --names WEIGHTS,VISIBLE,HIDDEN")
    return known[0]


def _listed(arrays: Mapping[str, Reals]) -> str:
    shown = [f"{name[:40]} {list(array.shape)}" for name, array in list(arrays.items())[:8]]
    return ", ".join(shown) or "none"


def _write_package(model: Path, path: Path, to: str, overwrite: bool) -> None:
    arrays = to_arrays(model)
    if path.exists() and not overwrite:
        fail(path, "it exists", "nothing is overwritten by accident",
             "give another name, or --overwrite")
    draft = path.with_name(path.name + ".tmp")
    try:
        WRITERS[to](draft, *arrays)
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        fail(path, "it cannot be written", str(error).splitlines()[0], "check the folder")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    importing = verbs.add_parser("import")
    importing.add_argument("--names", help="of weights, visible and hidden biases: W,b,c")
    importing.add_argument("--layout", choices=LAYOUTS, help="axes of the weights")
    exporting = verbs.add_parser("export")
    exporting.add_argument("--to", choices=sorted(WRITERS), required=True)
    for verb in importing, exporting:
        verb.add_argument("source", type=Path)
        verb.add_argument("target", type=Path)
        verb.add_argument("--overwrite", action="store_true", help="replace an existing file")
    given = parser.parse_args(arguments)
    if given.verb == "export":
        _write_package(given.source, given.target, given.to, given.overwrite)
    else:
        names = given.names.split(",") if given.names else None
        from_torch(read_tensors(given.source), given.target, names, given.layout, given.overwrite)
    print(f"{given.target}: written")
    return 0


if __name__ == "__main__":
    exit_with(main)
