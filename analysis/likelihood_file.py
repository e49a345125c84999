"""Log-likelihoods of examples by `lnz loglik -o` (`lnz-likelihood` of src/io/FORMAT.md)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

from arrays import Reals
from h5_reader import Reader

__all__ = ["Likelihoods", "read_likelihoods"]


@dataclass(frozen=True)
class Likelihoods:
    """ln p of n examples, in nats."""

    path: Path
    model: str
    method: str
    bound: str  # "exact", "lower" or "stochastic"
    log_z: Optional[float]  # taken off; None where the method needs none
    log_z_std_error: float
    log_likelihood: Reals  # [n]
    std_error: Reals  # [n], of the method's own sampling
    mean: float
    mean_std_error: float  # ln Z's and the sampling's


def read_likelihoods(path: Union[str, Path]) -> Likelihoods:
    """What `lnz loglik -o path` wrote; FileError if it is not that."""
    with Reader(path, "lnz-likelihood") as reader:
        values = reader.reals("examples/log_likelihood", (-1,))
        takes_z = "ln_z" in reader.file
        return Likelihoods(
            Path(path), reader.text("model"), reader.text("method"), reader.text("bound"),
            reader.number("value", "ln_z") if takes_z else None,
            reader.number("std_error", "ln_z") if takes_z else 0.0, values,
            reader.reals("examples/std_error", (len(values),)),
            reader.number("log_likelihood", "mean"), reader.number("std_error", "mean"))
