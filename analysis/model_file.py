"""Model files of restricted Boltzmann machines, read and written (`lnz-model`, `rbm` of
src/io/FORMAT.md); h5py reads those of other kinds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

import h5py
import numpy as np

from arrays import Reals
from h5_reader import Reader, as_text, fail
from h5_writer import write_h5

__all__ = ["Rbm", "read_rbm", "write_rbm"]

FORMAT, VERSION, KIND = "lnz-model", 1, "rbm"
BITS = "bernoulli"
VISIBLE, HIDDEN = (BITS, "spin", "gaussian", "potts"), (BITS, "spin", "gaussian")


@dataclass(frozen=True)
class Rbm:
    """E(v, h) = -b.v - c.h - v'Wh, of bits unless the layers say otherwise.

    With Gaussian visible units E = sum_i (v_i - b_i)^2 / (2 s_i^2) - c.h
    - sum_ij (v_i / s_i^2) W_ij h_j; with categories W has a row for each of a unit's q.
    """

    W: Reals  # [nv, nh]; [nv, q, nh] if `visible` is potts
    b: Reals  # [nv] or [nv, q]
    c: Reals  # [nh]
    sigma: Optional[Reals] = None  # [nv], if `visible` is gaussian
    visible: str = BITS
    hidden: str = BITS


def read_rbm(path: Union[str, Path]) -> Rbm:
    """The machine in a model file; FileError if it has none, or one of another kind."""
    with Reader(path, FORMAT) as reader:
        kind = reader.text("kind")
        if kind != KIND:
            fail(path, f"a model of kind {kind}", "an rbm is needed", "give one")
        visible, hidden = (as_text(reader.file.attrs.get(layer, BITS))
                           for layer in ("visible", "hidden"))
        W = reader.reals("W", (-1,) * (3 if visible == "potts" else 2))
        return Rbm(W, reader.reals("b", W.shape[:-1]), reader.reals("c", W.shape[-1:]),
                   reader.reals("sigma", W.shape[:1]) if visible == "gaussian" else None,
                   visible, hidden)


def write_rbm(path: Union[str, Path], rbm: Rbm, overwrite: bool = False) -> None:
    """Writes a model file of the machine.

    Parameters
    ----------
    path
        Where it goes.
    rbm
        Its arrays may be of any real type; float64 is written.
    overwrite
        Whether a file of this name may be replaced.

    Raises
    ------
    FileError
        If the arrays are no machine, or the file is there or cannot be written.
    """
    given = {"W": rbm.W, "b": rbm.b, "c": rbm.c, "sigma": rbm.sigma}
    arrays = {name: np.asarray(x, dtype=np.float64) for name, x in given.items() if x is not None}
    _check(path, rbm, arrays)

    def fill(file: h5py.File) -> None:
        file.attrs.update({"format": FORMAT, "version": VERSION, "kind": KIND,
                           "visible": rbm.visible})
        if rbm.hidden != BITS:
            file.attrs["hidden"] = rbm.hidden
        if rbm.visible == "potts":
            file.attrs["q"] = arrays["W"].shape[1]
        for name, values in arrays.items():
            file[name] = values

    write_h5(path, fill, overwrite)


def _check(path: Union[str, Path], rbm: Rbm, arrays: dict[str, Reals]) -> None:
    if rbm.visible not in VISIBLE or rbm.hidden not in HIDDEN:
        fail(path, f"units {rbm.visible}, {rbm.hidden}", "no such units",
             f"give one of {', '.join(VISIBLE)}, and of {', '.join(HIDDEN)}")
    if (rbm.visible == "gaussian") != ("sigma" in arrays):
        fail(path, f"{rbm.visible} units {'with' if 'sigma' in arrays else 'without'} sigma",
             "Gaussian visible units have one, others none", "correct either")
    W = arrays["W"]
    wanted = {"W": W.shape, "b": W.shape[:-1], "c": W.shape[-1:], "sigma": W.shape[:1]}
    if (W.ndim != (3 if rbm.visible == "potts" else 2)
            or any(x.shape != wanted[name] for name, x in arrays.items())):
        shapes = ", ".join(f"{name} {list(x.shape)}" for name, x in arrays.items())
        fail(path, f"{shapes} do not fit together",
             "they are [visible, hidden], [visible], [hidden], [visible]",
             "check their names and order")
    if not all(np.isfinite(x).all() for x in arrays.values()):
        fail(path, "NaN or infinite weights", "a model has none", "train it again")
    if "sigma" in arrays and not (arrays["sigma"] > 0).all():
        fail(path, f"sigma from {arrays['sigma'].min():.4g}", "widths are above 0",
             "give standard deviations, not their logarithms")
