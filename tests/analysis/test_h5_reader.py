"""Every kind of file is read by its own reader only, and what is no whole file of lnz by none."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import h5py
import pytest

from likelihood_file import read_likelihoods
from model_file import read_rbm
from refusal import refusal
from rows_file import read_completion
from run_file import read_run

Copy = Callable[[Path, Callable[[h5py.File], None]], Path]
READERS = {"rex_file": read_run, "model_file": read_rbm, "rows_file": read_completion,
           "likelihood_file": read_likelihoods}
FORMATS = dict(zip(READERS, ("lnz-run", "lnz-model", "lnz-rows", "lnz-likelihood")))


@pytest.fixture(params=READERS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(kind: str, request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(kind)


def test_a_newer_version_is_refused(kind: str, path: Path, copy_of: Copy) -> None:
    def age(file: h5py.File) -> None:
        file.attrs["version"] = 99

    assert "version = 99" in refusal(READERS[kind], copy_of(path, age))


def test_another_format_is_refused(kind: str, path: Path) -> None:
    for other in READERS.keys() - {kind}:
        assert f"format = {FORMATS[kind]}" in refusal(READERS[other], path)


@pytest.mark.parametrize("content", [b"", b"not HDF5 at all", b"\x89HDF\r\n\x1a\n cut short"])
def test_a_broken_file_is_refused(kind: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.h5").write_bytes(content)
    assert "not an HDF5 file" in refusal(READERS[kind], tmp_path / "broken.h5")


def test_a_missing_file_is_refused(kind: str, tmp_path: Path) -> None:
    assert "no such file" in refusal(READERS[kind], tmp_path / "nowhere.h5")
