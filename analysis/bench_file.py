"""The one reader of what `lnz bench kernels --json` prints, costs and their references, and of
tests/parallel/measure_scaling."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Union

from h5_reader import fail


@dataclass(frozen=True)
class Cost:
    """Cycles of an item over the repetitions; noise only adds."""

    least: float
    median: float
    spread: float  # (largest - least) / least

    @property
    def largest(self) -> float:
        return self.least * (1 + self.spread)


@dataclass(frozen=True)
class Row:
    """A kernel beside its reference; none if the machine had none."""

    name: str
    shape: str
    threads: int
    work: float  # multiply-adds of a dense product, flips or bytes in an item
    kernel: Cost
    reference: Optional[Cost]
    reference_name: str

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers of a shape such as 784x500x1000."""
        return tuple(int(n) for n in self.shape.split("x"))


@dataclass(frozen=True)
class Bench:
    path: Path
    machine: str
    rows: tuple[Row, ...]

    def named(self, name: str) -> list[Row]:
        """Rows of this name, in the order they were measured."""
        return [row for row in self.rows if row.name == name]

    def one(self, name: str) -> Row:
        """The first row of this name; refuses a file without it."""
        found = self.named(name)
        if not found:
            fail(self.path, f"no row '{name}'", "the run left it out",
                 "run lnz bench kernels without --filter")
        return found[0]


@dataclass(frozen=True)
class Rate:
    """Chain sweeps of lnz ais in a second on so many ranks; noise only takes away."""

    name: str
    ranks: int
    most: float
    spread: float  # (most - least) / least


@dataclass(frozen=True)
class Gather:
    """One gather of replica exchange, what a rank sends on average."""

    ranks: int
    messages: float
    bytes: float
    microseconds: float


@dataclass(frozen=True)
class Scaling:
    cores: int
    rates: tuple[Rate, ...]
    gathers: tuple[Gather, ...]

    def gain(self, rate: Rate) -> float:
        """Times as fast as one rank."""
        return rate.most / next(r.most for r in self.rates if (r.name, r.ranks) == (rate.name, 1))


def read_scaling(path: Union[str, Path]) -> Scaling:
    """What tests/parallel/measure_scaling printed; refuses a file that lacks one rank of a run."""
    try:
        found = _json(path)
        rates = tuple(Rate(e["name"], e["ranks"], e["value"], e["spread"])
                      for e in found["results"])
        scaling = Scaling(found["cores"], rates, tuple(Gather(**e) for e in found["gathers"]))
        for rate in rates:
            scaling.gain(rate)
        return scaling
    except (ValueError, KeyError, TypeError, StopIteration):
        fail(path, "not a result of measure_scaling", "it lacks what that prints",
             "make it by tests/parallel/measure_scaling build/lnz > FILE.json")


def read_bench(path: Union[str, Path]) -> Bench:
    """What `lnz bench kernels -o path` wrote."""
    try:
        found = _json(path)
        machine = found["machine"]
        return Bench(Path(path), f"{machine['cpu']} at {machine['clock'] / 1e9:.2f} GHz, "
                     f"{machine['vector_target']}", tuple(_row(e) for e in found["results"]))
    except (ValueError, KeyError, TypeError):
        fail(path, "not a result of lnz bench", "it lacks what --json prints",
             "make it by lnz bench kernels -o FILE.json")


def _json(path: Union[str, Path]) -> Any:
    try:
        return json.loads(Path(path).read_text())
    except OSError as error:
        fail(path, "cannot be read", error.strerror or "no reason given", "check the path")


def _row(entry: dict[str, Any]) -> Row:
    reference = None
    if entry["reference"] is not None:
        reference = Cost(entry["reference_value"], entry["reference_median"],
                         entry["reference_spread"])
    return Row(entry["name"], entry["shape"], entry["threads"], entry["work_per_item"],
               Cost(entry["value"], entry["median"], entry["spread"]), reference,
               entry["reference"] or "")
