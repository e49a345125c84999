"""Rows that lnz completed, restored or classified (`lnz-rows` of src/io/FORMAT.md)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

import numpy as np

from arrays import Integers, Reals
from h5_reader import Reader, fail

__all__ = ["Classification", "Completion", "Restoration", "read_classification", "read_completion",
           "read_restoration"]


@dataclass(frozen=True)
class Completion:
    """R rows of N units, S samples a row; held units keep their values."""

    path: Path
    data: Reals  # [R, N]
    held: Integers  # [R, N], 1 where held
    mean: Optional[Reals]  # [R, N], of the posterior; None for categories
    probability: Optional[Reals]  # [R, N, q], of categories
    samples: Reals  # [R, S, N]
    log_marginal: Reals  # [R], ln p(held units) + ln Z, nats
    std_error: Reals  # [R], nats
    ess: Reals  # [R], chains


def read_completion(path: Union[str, Path]) -> Completion:
    """What `lnz sample --clamp -o path` wrote; FileError if it is not that."""
    with _rows_of(path, "sample") as reader:
        data = reader.reals("data", (-1, -1))
        rows, units = data.shape
        held = reader.integers("held", (-1, units))
        if len(held) not in (1, rows):
            fail(path, f"held has {len(held)} rows", f"1 or {rows} are needed", "run it again")
        of_categories = "probability" in reader.file
        return Completion(
            Path(path), data, np.broadcast_to(held, data.shape),
            None if of_categories else reader.reals("mean", (rows, units)),
            reader.reals("probability", (rows, units, -1)) if of_categories else None,
            reader.reals("samples", (rows, -1, units)),
            *(reader.reals(name, (rows,)) for name in ("log_marginal", "std_error", "ess")))


@dataclass(frozen=True)
class Restoration:
    """R images of N pixels, -1 (white) and 1 (black)."""

    path: Path
    shape: tuple[int, int]  # height and width of an image
    original: Optional[Integers]  # [R, N], if noise was put in
    noisy: Integers  # [R, N]
    map: Integers  # [R, N], the heaviest state found
    mean: Reals  # [R, N], of the posterior
    std_error: Reals  # [R, N], of the mean
    log_map: Reals  # [R], sum J s s + sum h s of the map
    at_map: Reals  # [R], chains that ended as heavy


def read_restoration(path: Union[str, Path]) -> Restoration:
    """What `lnz restore -o path` wrote; FileError if it is not that."""
    with _rows_of(path, "restore") as reader:
        shape = int(reader.number("height")), int(reader.number("width"))
        noisy = reader.integers("noisy", (-1, shape[0] * shape[1]))
        original = reader.integers("original", noisy.shape) if "original" in reader.file else None
        return Restoration(
            Path(path), shape, original, noisy, reader.integers("map", noisy.shape),
            reader.reals("mean", noisy.shape), reader.reals("std_error", noisy.shape),
            *(reader.reals(name, noisy.shape[:1]) for name in ("log_map", "at_map")))


@dataclass(frozen=True)
class Classification:
    """n rows under K models; what does not apply is None."""

    path: Path
    models: tuple[str, ...]  # K
    classes: Integers  # [K], labels of the models
    log_likelihood: Reals  # [n, K], nats
    std_error: Reals  # [n, K], of the methods' own sampling
    log_z: Reals  # [K], taken off; NaN where the method needs none
    log_z_std_error: Reals  # [K]
    log_prior: Reals  # [K]
    chosen: Optional[Integers]  # [n], label of the likeliest class
    lead: Optional[Reals]  # [n], by which it leads the next, nats
    lead_std_error: Optional[Reals]  # [n], both ln Z and both samplings in it
    rank: Optional[Integers]  # [n], of one model: 0 the least likely row
    label: Optional[Integers]  # [n], true ones, if given


def read_classification(path: Union[str, Path]) -> Classification:
    """What `lnz classify -o path` wrote; FileError if it is not that."""
    with _rows_of(path, "classify") as reader:
        models = tuple(reader.text("models").splitlines())
        count = len(models)
        log_likelihood = reader.reals("log_likelihood", (-1, count))
        rows = len(log_likelihood)
        chosen, rank, label = (
            reader.integers(name, (rows,)) if name in reader.file else None
            for name in ("class", "rank", "label"))
        lead, lead_std_error = (reader.reals(name, (rows,)) if name in reader.file else None
                                for name in ("lead", "lead_std_error"))
        log_z, log_z_std_error, log_prior = (
            reader.reals(name, (count,)) for name in ("log_z", "log_z_std_error", "log_prior"))
        return Classification(
            Path(path), models, reader.integers("classes", (count,)), log_likelihood,
            reader.reals("std_error", (rows, count)), log_z, log_z_std_error, log_prior,
            chosen, lead, lead_std_error, rank, label)


def _rows_of(path: Union[str, Path], command: str) -> Reader:
    reader = Reader(path, "lnz-rows")
    found = reader.text("command")
    if found != command:
        reader.file.close()
        fail(path, f"rows of lnz {found}", f"those of lnz {command} are needed", "give such a file")
    return reader
