"""Rows of units completed by `lnz sample --clamp` (`lnz-rows` of src/io/FORMAT.md)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Union

import numpy as np

from h5_reader import Integers, Reader, Reals, fail

__all__ = ["Completion", "read_completion"]


@dataclass(frozen=True)
class Completion:
    """R rows of N units, S samples a row; held units keep their values."""

    path: Path
    data: Integers  # [R, N]
    held: Integers  # [R, N], 1 where held
    mean: Reals  # [R, N], of the posterior
    samples: Integers  # [R, S, N]
    log_marginal: Reals  # [R], ln p(held units) + ln Z, nats
    std_error: Reals  # [R], nats
    ess: Reals  # [R], chains


def read_completion(path: Union[str, Path]) -> Completion:
    """What `lnz sample --clamp -o path` wrote; FileError if it is not that."""
    with Reader(path, "lnz-rows") as reader:
        data = reader.integers("data", (-1, -1))
        rows, units = data.shape
        held = reader.integers("held", (-1, units))
        if len(held) not in (1, rows):
            fail(path, f"held has {len(held)} rows", f"1 or {rows} are needed", "run it again")
        return Completion(
            Path(path), data, np.broadcast_to(held, data.shape),
            reader.reals("mean", (rows, units)), reader.integers("samples", (rows, -1, units)),
            *(reader.reals(name, (rows,)) for name in ("log_marginal", "std_error", "ess")))
