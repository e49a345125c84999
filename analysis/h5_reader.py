"""Typed access to an open HDF5 file of lnz, with one clear line for what is wrong with it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Callable, NoReturn, Optional, Sequence, Union

import h5py
import numpy as np

from arrays import Integers, Reals

NEWEST_VERSION = {"lnz-run": 4, "lnz-model": 1, "lnz-rows": 1, "lnz-likelihood": 1}


class FileError(Exception):
    """A file that cannot be used; the message is one line, "what (why); what to do"."""


def fail(path: Union[str, Path], what: str, why: str, do: str) -> NoReturn:
    raise FileError(f"{path}: {what} ({why}); {do}")


def exit_with(main: Callable[[Sequence[str]], int]) -> NoReturn:
    """Runs a script on its command line; a FileError is one line and status 2."""
    try:
        sys.exit(main(sys.argv[1:]))
    except FileError as error:
        print(f"{Path(sys.argv[0]).stem}: error: {error}", file=sys.stderr)
        sys.exit(2)


class Reader:
    """An open file of the wanted format, and refusals of all others.

    Opened without HDF5's lock: reading never disturbs a run that is being written.
    """

    def __init__(self, path: Union[str, Path], wanted: str) -> None:
        self.path = Path(path)
        try:
            self.file = h5py.File(path, "r", locking=False)
        except FileNotFoundError:
            fail(path, "no such file", "nothing to read", "check the path")
        except OSError:
            fail(path, "not an HDF5 file", "empty, damaged or of another kind", "check the path")
        found = as_text(self.file.attrs.get("format", "none"))
        if found != wanted:
            fail(path, f"format = {found}", f"{wanted} is needed", f"give a file of {wanted}")
        version = self.number("version")
        if not 1 <= version <= NEWEST_VERSION[wanted]:
            fail(path, f"version = {version:g}", f"this reader knows 1 to {NEWEST_VERSION[wanted]}",
                 "use the scripts of the lnz that wrote it")
        self.live = as_text(self.file.attrs.get("status", "")) == "running"

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def text(self, name: str, group: str = "/") -> str:
        return as_text(self.attribute(name, group))

    def number(self, name: str, group: str = "/") -> float:
        value = self.attribute(name, group)
        try:
            return float(value)
        except (TypeError, ValueError):
            fail(self.path, f"{group.strip('/')}@{name} = {value}", "a number is needed",
                 "run it again")

    def json(self, name: str) -> dict[str, Any]:
        try:
            value = json.loads(self.text(name))
        except ValueError:
            value = None
        if not isinstance(value, dict):
            fail(self.path, f"@{name} is not a JSON object", "damaged", "run it again")
        return value

    def attribute(self, name: str, group: str = "/") -> Any:
        attributes = self.file[group].attrs if group in self.file else {}
        if name not in attributes:
            fail(self.path, f"no attribute {group.strip('/')}@{name}", "the file is not complete",
                 "run it again")
        return attributes[name]

    def reals(self, name: str, shape: tuple[int, ...], optional: bool = False) -> Reals:
        return np.asarray(self._array(name, shape, optional), dtype=np.float64)

    def integers(self, name: str, shape: tuple[int, ...], optional: bool = False) -> Integers:
        return np.asarray(self._array(name, shape, optional), dtype=np.int64)

    def _array(self, name: str, shape: tuple[int, ...], optional: bool) -> Any:
        """The dataset; -1 in `shape` fits any length. Empty if it may be missing and is."""
        if name not in self.file:
            if not optional and not self.live:
                fail(self.path, f"no dataset {name}", "the run is marked finished", "run it again")
            return np.empty([max(n, 0) for n in shape])
        item = self.file[name]
        found: Optional[tuple[int, ...]] = getattr(item, "shape", None)
        if (found is None or len(found) != len(shape)
                or any(want not in (-1, n) for want, n in zip(shape, found))):
            wanted = ", ".join("any" if n < 0 else str(n) for n in shape)
            fail(self.path, f"{name} has shape {found}", f"({wanted}) is needed", "run it again")
        if item.dtype.kind not in "iuf":
            fail(self.path, f"{name} is of type {item.dtype}", "numbers are needed", "run it again")
        try:
            return item[()]
        except OSError:  # h5py's, of what cannot be unpacked
            fail(self.path, f"{name} cannot be read", "damaged", "copy it again")


def as_text(value: Any) -> str:
    """Attributes of fixed and of variable length alike; HDF5 has its own empty string."""
    if isinstance(value, h5py.Empty):
        return ""
    return value.decode() if isinstance(value, bytes) else str(value)
