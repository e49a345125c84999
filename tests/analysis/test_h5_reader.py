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


def test_a_version_that_is_no_number_is_refused(kind: str, path: Path, copy_of: Copy) -> None:
    def name(file: h5py.File) -> None:
        file.attrs["version"] = "one"

    assert "@version = one" in refusal(READERS[kind], copy_of(path, name))


ARRAYS = {"rex_file": "rex/up", "model_file": "W", "rows_file": "mean",
          "likelihood_file": "examples/log_likelihood"}


def test_an_array_of_text_is_refused_by_name(kind: str, path: Path, copy_of: Copy) -> None:
    def rewrite(file: h5py.File) -> None:
        values = file[ARRAYS[kind]][()].astype("S")
        del file[ARRAYS[kind]]
        file[ARRAYS[kind]] = values

    assert f"{ARRAYS[kind]} is of type" in refusal(READERS[kind], copy_of(path, rewrite))


def test_an_array_that_cannot_be_unpacked_is_damage(kind: str, path: Path, copy_of: Copy) -> None:
    def pack(file: h5py.File) -> None:
        values = file[ARRAYS[kind]][()]
        del file[ARRAYS[kind]]
        packed = file.create_dataset(ARRAYS[kind], data=values, compression="gzip",
                                     chunks=values.shape)
        packed.id.write_direct_chunk((0,) * values.ndim, b"not deflated")

    assert f"{ARRAYS[kind]} cannot be read" in refusal(READERS[kind], copy_of(path, pack))


def test_another_format_is_refused(kind: str, path: Path) -> None:
    for other in READERS.keys() - {kind}:
        assert f"format = {FORMATS[kind]}" in refusal(READERS[other], path)


@pytest.mark.parametrize("content", [b"", b"not HDF5 at all", b"\x89HDF\r\n\x1a\n cut short"])
def test_a_broken_file_is_refused(kind: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.h5").write_bytes(content)
    assert "not an HDF5 file" in refusal(READERS[kind], tmp_path / "broken.h5")


def test_a_missing_file_is_refused(kind: str, tmp_path: Path) -> None:
    assert "no such file" in refusal(READERS[kind], tmp_path / "nowhere.h5")
