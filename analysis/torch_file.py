"""Tensors of a PyTorch file (`torch.save` of a state dict, since 1.6 a zip), without PyTorch.

A pickle may run any code; this reader takes only what tensors are rebuilt from, by functions of its
own, and refuses all else. Storages lie in the zip as they are, so nothing is unpacked.
"""

from __future__ import annotations

import collections
import io
import math
import pickle
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Union

import numpy as np
from numpy.typing import NDArray

from arrays import Reals
from h5_reader import fail

__all__ = ["read_tensors"]

MOST_PICKLE_BYTES = 1 << 26
TYPES = {"FloatStorage": "f4", "DoubleStorage": "f8", "HalfStorage": "f2", "LongStorage": "i8",
         "IntStorage": "i4", "ShortStorage": "i2", "CharStorage": "i1", "ByteStorage": "u1",
         "BoolStorage": "u1"}


class _Refused(Exception):
    """Why a pickle is not read."""


@dataclass(frozen=True)
class _StorageType:
    dtype: str


@dataclass(frozen=True)
class _Storage:
    values: NDArray[Any]


def _rebuild_tensor(storage: Any, offset: Any, size: Any, stride: Any, *_: Any) -> NDArray[Any]:
    """The tensor's values, [*size]; a view into the storage by its strides."""
    if not isinstance(storage, _Storage):
        raise _Refused("a tensor without a storage")
    numbers = (offset, *size, *stride)
    if len(size) != len(stride) or not all(type(n) is int and n >= 0 for n in numbers):
        raise _Refused("a tensor of impossible size")
    last = offset + sum((n - 1) * step for n, step in zip(size, stride))
    values = storage.values
    if math.prod(size) > values.size or (math.prod(size) > 0 and last >= values.size):
        raise _Refused("a tensor larger than its storage")
    if math.prod(size) == 0:
        return np.empty(size, values.dtype)
    view = np.lib.stride_tricks.as_strided(values[offset:], size,
                                           [step * values.itemsize for step in stride])
    return np.array(view)


def _rebuild_parameter(tensor: Any, *_: Any) -> Any:
    return tensor


ALLOWED: dict[tuple[str, str], Callable[..., Any]] = {
    ("collections", "OrderedDict"): collections.OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    ("torch._utils", "_rebuild_parameter"): _rebuild_parameter,
}


# The unpickler written in Python: that in C takes memory for whatever index a pickle names.
class _Unpickler(pickle._Unpickler):
    def __init__(self, content: bytes, storage: Callable[[str, str], NDArray[Any]]) -> None:
        super().__init__(io.BytesIO(content))
        self._storage = storage

    def find_class(self, module: str, name: str) -> Any:
        if module == "torch" and name in TYPES:
            return _StorageType(TYPES[name])
        if (module, name) in ALLOWED:
            return ALLOWED[module, name]
        raise _Refused(f"it holds a {module[:40]}.{name[:40]}, not only tensors")

    def persistent_load(self, pid: Any) -> _Storage:
        if not (isinstance(pid, tuple) and len(pid) == 5 and pid[0] == "storage"
                and isinstance(pid[1], _StorageType) and isinstance(pid[2], str)):
            raise _Refused("a storage of an unknown kind")
        return _Storage(self._storage(pid[2], pid[1].dtype))


def _entry(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    if info.compress_type != zipfile.ZIP_STORED:
        raise _Refused("a compressed entry, which torch.save never writes")
    return archive.read(info)


def _unpickled(archive: zipfile.ZipFile) -> Any:
    pickles = [name for name in archive.namelist() if name.endswith("/data.pkl")]
    if len(pickles) != 1:
        raise _Refused("a zip without data.pkl")
    folder = pickles[0][: -len("data.pkl")]
    order = "<"
    if folder + "byteorder" in archive.namelist():
        order = ">" if _entry(archive, folder + "byteorder").strip() == b"big" else "<"
    if archive.getinfo(pickles[0]).file_size > MOST_PICKLE_BYTES:
        raise _Refused("a data.pkl larger than any state dict's")

    def storage(key: str, dtype: str) -> NDArray[Any]:
        content = _entry(archive, f"{folder}data/{key}")
        item = np.dtype(order + dtype)
        return np.frombuffer(content[: len(content) // item.itemsize * item.itemsize], item)

    return _Unpickler(_entry(archive, pickles[0]), storage).load()


def read_tensors(path: Union[str, Path]) -> dict[str, Reals]:
    """The tensors of a state dict by name.

    Parameters
    ----------
    path
        A file by `torch.save(model.state_dict(), path)`, or of a dictionary that has such
        dictionaries in it: their names are joined by dots.

    Returns
    -------
    dict
        Every tensor as float64.

    Raises
    ------
    FileError
        If it is no such file, or holds anything but tensors, numbers and texts.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            content = _unpickled(archive)
    except FileNotFoundError:
        fail(path, "no such file", "nothing to read", "check the path")
    except Exception as error:  # a broken pickle may raise any
        why = str(error) if isinstance(error, _Refused) else "no zip of torch.save, or damaged"
        fail(path, "not a state dict of PyTorch", why,
             "in your session, numpy.savez(name, W=..., b=..., c=...)")
    tensors: dict[str, Reals] = {}
    _collect(content, "", tensors)
    return tensors


def _collect(value: Any, name: str, tensors: dict[str, Reals],
             depth: int = 0) -> None:
    if isinstance(value, np.ndarray):
        tensors[name] = np.asarray(value, dtype=np.float64)
    elif isinstance(value, dict) and depth < 4:
        for key, inner in value.items():
            _collect(inner, f"{name}.{key}" if name else str(key), tensors, depth + 1)
