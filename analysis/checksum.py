"""The SHA-256 that a run file has of its contents, taken again (src/io/FORMAT.md)."""

from __future__ import annotations

import hashlib
import struct
from typing import Any

import h5py
import numpy as np

FIRST_SUMMED, FIRST_OF_BLOCKS = 2, 3  # versions of the format
STATES, BLOCKS = "checkpoint/states", "checkpoint/blocks"

ARRAY_TAGS = {"float64": 0, "int64": 1, "int32": 2, "int8": 3}


def is_as_written(file: h5py.File) -> bool:
    """Whether an open run file has the contents it was written with; true of those of version 1,
    which have no checksum."""
    if int(file.attrs.get("version", 0)) < FIRST_SUMMED:
        return True
    stored = file.attrs.get("sha256", "")
    return contents_sum(file) == (stored.decode() if isinstance(stored, bytes) else str(stored))


def contents_sum(file: h5py.File) -> str:
    """64 hex digits of all arrays and attributes but `sha256`, as `to_bytes` lays them out."""
    arrays: dict[str, h5py.Dataset] = {}
    attributes: dict[str, Any] = {}

    def add(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset):
            arrays[name] = item
        attributes.update({f"{name}@{key}": value for key, value in item.attrs.items()})

    add("", file)
    file.visititems(add)
    del attributes["@sha256"]
    total = hashlib.sha256(_count(len(arrays)))
    by_blocks = int(file.attrs["version"]) >= FIRST_OF_BLOCKS and BLOCKS in arrays
    for name, array in sorted(arrays.items()):
        total.update(_text(name) + _count(array.ndim) + struct.pack(f"<{array.ndim}Q", *array.shape))
        total.update(bytes([ARRAY_TAGS[array.dtype.name]]))
        if name == STATES and by_blocks:
            total.update(_text(_block_sums(array, arrays[BLOCKS][()])))
        else:
            total.update(_count(array.size) + array[()].tobytes())
    total.update(_count(len(attributes)))
    for name, value in sorted(attributes.items()):
        total.update(_text(name) + _attribute(value))
    return total.hexdigest()


def _block_sums(states: h5py.Dataset, blocks: Any) -> str:
    """The sums of all blocks' states, one after another; the states are read block by block."""
    ends = np.cumsum(blocks)
    if blocks.min(initial=0) < 0 or blocks.sum() != states.size:
        return ""
    return "".join(hashlib.sha256(states[end - size:end].tobytes()).hexdigest()
                   for end, size in zip(ends, blocks))


def _count(n: int) -> bytes:
    return struct.pack("<Q", n)


def _text(text: str) -> bytes:
    raw = text.encode()
    return _count(len(raw)) + raw


def _attribute(value: Any) -> bytes:
    if isinstance(value, (str, bytes, h5py.Empty)):
        text = "" if isinstance(value, h5py.Empty) else value
        return b"\x02" + _text(text.decode() if isinstance(text, bytes) else text)
    number = np.asarray(value)
    is_real, is_list = number.dtype.kind == "f", number.ndim > 0
    raw = number.astype("<f8" if is_real else "<i8").tobytes()
    tag = bytes([(3 if is_real else 4) if is_list else (0 if is_real else 1)])
    return tag + (_count(number.size) if is_list else b"") + raw
