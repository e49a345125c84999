"""Files as `torch.save` writes them, without PyTorch: a zip of a pickle and of the storages' bytes.

torch/serialization.py: protocol 2, storages as persistent ids (`storage`, type, key, place, numel).
"""

from __future__ import annotations

import io
import pickle
import sys
import types
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any, Callable

import numpy as np
from numpy.typing import NDArray
from pytest import MonkeyPatch


class FloatStorage:
    pass


class DoubleStorage:
    pass


def _rebuild_tensor_v2(*_: Any) -> None:
    raise NotImplementedError


class Storage:
    def __init__(self, key: str, values: NDArray[Any]) -> None:
        self.key, self.values = key, values


class Tensor:
    """A view into a storage, as PyTorch pickles one."""

    def __init__(self, storage: Storage, offset: int, size: tuple[int, ...],
                 stride: tuple[int, ...]) -> None:
        self.arguments: tuple[Any, ...] = (storage, offset, size, stride, False, OrderedDict())

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return _rebuild_tensor_v2, self.arguments


class _Pickler(pickle.Pickler):
    def persistent_id(self, value: Any) -> Any:
        if not isinstance(value, Storage):
            return None
        kind = DoubleStorage if value.values.dtype == np.float64 else FloatStorage
        return "storage", kind, value.key, "cpu", value.values.size


def pretend_torch(monkeypatch: MonkeyPatch) -> None:
    """Modules of the names that the pickle refers to."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    for name, member, module in (("FloatStorage", FloatStorage, torch),
                                 ("DoubleStorage", DoubleStorage, torch),
                                 ("_rebuild_tensor_v2", _rebuild_tensor_v2, utils)):
        monkeypatch.setattr(member, "__module__", module.__name__)
        setattr(module, name, member)
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)


def pickled(value: Any) -> bytes:
    out = io.BytesIO()
    _Pickler(out, 2).dump(value)
    return out.getvalue()


def write(path: Path, pickle_bytes: bytes, storages: dict[str, bytes],
          compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("model/data.pkl", pickle_bytes)
        archive.writestr("model/byteorder", "little")
        for key, content in storages.items():
            archive.writestr(f"model/data/{key}", content)
        archive.writestr("model/version", "3\n")
    return path


def contiguous(key: str, values: NDArray[Any]) -> tuple[Tensor, dict[str, bytes]]:
    strides = tuple(step // values.itemsize for step in values.strides)
    return (Tensor(Storage(key, values.ravel()), 0, values.shape, strides),
            {key: values.tobytes()})


def save_state_dict(path: Path, tensors: dict[str, NDArray[Any]]) -> Path:
    state: OrderedDict[str, Tensor] = OrderedDict()
    storages: dict[str, bytes] = {}
    for key, (name, values) in enumerate(tensors.items()):
        state[name], content = contiguous(str(key), values)
        storages.update(content)
    state._metadata = OrderedDict({"": {"version": 1}})  # type: ignore[attr-defined]
    return write(path, pickled(state), storages)
