"""Tensors of PyTorch files are read as PyTorch reads them; what is not tensors is refused unrun."""

from __future__ import annotations

import os
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import torch_files
from refusal import refusal
from torch_file import read_tensors


def test_floats_and_views_of_one_storage_read_as_pytorch_reads_them(torch: None,
                                                                    tmp_path: Path) -> None:
    storage = torch_files.Storage("0", np.arange(10, dtype=np.float32) / 4)
    view = torch_files.Tensor(storage, 2, (3, 2), (1, 4))  # a transposed view, from 2 on
    path = torch_files.write(tmp_path / "m.pt", torch_files.pickled({"W": view, "epoch": 3}),
                             {"0": storage.values.tobytes()})
    assert np.array_equal(read_tensors(path)["W"], np.array([[2, 6], [3, 7], [4, 8]]) / 4)


def test_dictionaries_in_a_checkpoint_are_read_by_dots(torch: None, tmp_path: Path) -> None:
    tensor, storages = torch_files.contiguous("0", np.ones((2, 3)))
    checkpoint = torch_files.pickled({"state_dict": {"W": tensor}, "lr": 0.1})
    path = torch_files.write(tmp_path / "m.pt", checkpoint, storages)
    assert list(read_tensors(path)) == ["state_dict.W"]


class Attack:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("attacked",)


def test_a_pickle_runs_nothing(torch: None, tmp_path: Path,
                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = torch_files.write(tmp_path / "m.pt", pickle.dumps({"W": Attack()}, 2), {})
    assert "mkdir, not only tensors" in refusal(read_tensors, path)
    assert not (tmp_path / "attacked").exists()


def hostile_tensor(offset: int, size: tuple[int, ...], stride: tuple[int, ...]) -> bytes:
    return torch_files.pickled(
        torch_files.Tensor(torch_files.Storage("0", np.zeros(4)), offset, size, stride))


@pytest.mark.parametrize("offset, size, stride", [
    (0, (1 << 40,), (0,)), (0, (5,), (1,)), (3, (2,), (1,)), (0, (2, 2), (2, 2)), (-1, (1,), (1,)),
    (0, (2,), (-1,)), (0, (2, 2), (1,))])
def test_tensors_stay_within_their_storage(offset: int, size: tuple[int, ...],
                                           stride: tuple[int, ...], torch: None,
                                           tmp_path: Path) -> None:
    path = torch_files.write(tmp_path / "m.pt", hostile_tensor(offset, size, stride),
                             {"0": bytes(32)})
    assert "a tensor" in refusal(read_tensors, path)


def test_broken_files_are_refused(torch: None, tmp_path: Path) -> None:
    good = hostile_tensor(0, (4,), (1,))
    path = tmp_path / "m.pt"
    for content in b"", b"no zip", good:
        path.write_bytes(content)
        assert "no zip of torch.save" in refusal(read_tensors, path)
    # A memo index of 2^32 - 1, for which the unpickler in C would take 32 GiB.
    memo = b"\x80\x02}r" + struct.pack("<I", 2**32 - 1) + b"X\x01\x00\x00\x00W" + b"."
    for pickle_bytes in good[:-4], b"", b"\x80\x02\x8e" + b"\xff" * 8, memo[:-1]:
        torch_files.write(path, pickle_bytes, {"0": bytes(32)})
        assert "damaged" in refusal(read_tensors, path)
    torch_files.write(path, good, {})
    assert "damaged" in refusal(read_tensors, path)
    torch_files.write(path, good, {"0": bytes(32)}, zipfile.ZIP_DEFLATED)
    assert "compressed" in refusal(read_tensors, path)
    assert "no such file" in refusal(read_tensors, tmp_path / "nowhere.pt")
