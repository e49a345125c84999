"""Models of other Python packages: to model files and back.

What C++ reads `lnz model import` reads (MATLAB, .npz, HDF5, .coo, BQPJSON, edge lists); this is for
what takes Python.

    convert.py import MODEL.pt OUT.h5 [--names W,b,c[,sigma]] [--layout visible-hidden|hidden-visible]
    convert.py export MODEL.h5 OUT.h5 --to rbms|julia

In a session of your own, where the packages are: `from_sklearn(BernoulliRBM, path)`,
`from_torch(state_dict, path)`, `to_arrays(path)`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence, Union

import numpy as np

from arrays import Reals
from h5_reader import exit_with, fail
from model_file import BITS, Rbm, read_rbm, write_rbm
from package_files import PACKAGES, write_package_file
from torch_file import read_tensors

__all__ = ["from_sklearn", "from_torch", "to_arrays"]

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
    write_rbm(path, Rbm(np.transpose(rbm.components_), rbm.intercept_visible_,
                        rbm.intercept_hidden_), overwrite)


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
        Of the weights, visible and hidden biases; without them those of `KNOWN_NAMES` that are
        there. A fourth, or `sigma` beside the weights, are the standard deviations of Gaussian
        visible units in the energy of `model_file.Rbm`.
    layout
        Whether the weights are [visible, hidden] or [hidden, visible]: `LAYOUTS`. The biases'
        lengths say so unless they are equal; then it must be given.
    overwrite
        Whether the file may be replaced.
    """
    arrays = {name: np.asarray(value, dtype=np.float64) for name, value in tensors.items()}
    W, *lists = (arrays[name] for name in _chosen(arrays, names, path))
    b, c, *sigma = (values.ravel() for values in lists)
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
    write_rbm(path, Rbm(W if layout == LAYOUTS[0] else W.T, b, c, sigma[0] if sigma else None,
                        "gaussian" if sigma else BITS), overwrite)


def to_arrays(path: PathLike) -> tuple[Reals, Reals, Reals]:
    """W [visible, hidden], b and c of a model file of an RBM of bits, for any package.

    `torch.nn.Parameter(torch.from_numpy(W))`; for a BernoulliRBM `components_ = W.T`,
    `intercept_visible_ = b`, `intercept_hidden_ = c`.
    """
    rbm = read_rbm(path)
    if (rbm.visible, rbm.hidden) != (BITS, BITS):
        fail(path, f"an rbm of units {rbm.visible} and {rbm.hidden}", "an rbm of bits is needed",
             "give one")
    return rbm.W, rbm.b, rbm.c


def _chosen(arrays: Mapping[str, Reals], names: Optional[Sequence[str]],
            path: PathLike) -> list[str]:
    """The names of W, b, c and perhaps sigma."""
    if names is not None and (len(names) not in (3, 4) or not set(names) <= set(arrays)):
        fail(path, f"no tensors {', '.join(names)}", f"there are {_listed(arrays)}",
             "give the names of weights, visible and hidden biases, and maybe of sigma")
    if names is None:
        names = next((some for some in KNOWN_NAMES if set(some) <= set(arrays)), None)
    if names is None:
        fail(path, f"tensors {_listed(arrays)}", "no names of an RBM that are known",
             "give --names WEIGHTS,VISIBLE,HIDDEN")
    beside = "".join(names[0].rpartition(".")[:2]) + "sigma"
    return [*names, *([beside] if len(names) == 3 and beside in arrays else [])]


def _listed(arrays: Mapping[str, Reals]) -> str:
    shown = [f"{name[:40]} {list(array.shape)}" for name, array in list(arrays.items())[:8]]
    return ", ".join(shown) or "none"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    importing = verbs.add_parser("import")
    importing.add_argument("--names", help="of weights, visible and hidden biases, and of the "
                           "standard deviations of Gaussian visible units: W,b,c[,sigma]")
    importing.add_argument("--layout", choices=LAYOUTS, help="axes of the weights")
    exporting = verbs.add_parser("export")
    exporting.add_argument("--to", choices=sorted(PACKAGES), required=True)
    for verb in importing, exporting:
        verb.add_argument("source", type=Path)
        verb.add_argument("target", type=Path)
        verb.add_argument("--overwrite", action="store_true", help="replace an existing file")
    given = parser.parse_args(arguments)
    if given.verb == "export":
        write_package_file(given.target, given.to, *to_arrays(given.source), given.overwrite)
    else:
        names = given.names.split(",") if given.names else None
        from_torch(read_tensors(given.source), given.target, names, given.layout, given.overwrite)
    print(f"{given.target}: written")
    return 0


if __name__ == "__main__":
    exit_with(main)
