"""What a run leaves that must not depend on the machine or on stops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np

OF_THE_SESSION = {"@ranks", "@threads", "@wall_seconds", "@checkpoints", "@checkpoint_seconds",
                  "@checkpoint_way", "@sha256"}  # FORMAT.md: decide nothing

Contents = dict[str, tuple[Any, ...]]


def contents(path: Path) -> Contents:
    """Each dataset and attribute by its path, down to type, shape and bytes."""
    found: Contents = {}

    def add(name: str, value: Any) -> None:
        array = np.asarray(value)
        raw = repr(value).encode() if array.dtype == object else array.tobytes()
        found[name] = (str(array.dtype), array.shape, raw)

    with h5py.File(path) as file:
        items: list[tuple[str, Any]] = [("", file)]
        file.visititems(lambda name, item: items.append((name, item)))
        for name, item in items:
            for key, value in item.attrs.items():
                add(f"{name}@{key}", value)
            if isinstance(item, h5py.Dataset):
                add(name, item[()])
    return {name: value for name, value in found.items() if name not in OF_THE_SESSION}


def files_of_run(folder: Path) -> list[str]:
    """Names of the files there but for side-cars, which remain."""
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".status.json"))


def assert_same(one: Path, other: Path) -> None:
    mine, yours = contents(one), contents(other)
    assert mine.keys() == yours.keys()
    assert not [name for name in mine if mine[name] != yours[name]]
