"""Machines are read as they were written, and nothing else is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

import h5py
import numpy as np
import pytest

import tiny_runs
from model_file import Rbm, read_rbm, write_rbm
from refusal import refusal

Copy = Callable[[Path, Callable[[h5py.File], None]], Path]


def machine(visible: str, hidden: str = "bernoulli") -> Rbm:
    """Four visible units, maybe of five categories, and three hidden ones."""
    random = np.random.default_rng(1)
    own = (4, 5) if visible == "potts" else (4,)
    return Rbm(random.normal(size=(*own, 3)), random.normal(size=own), random.normal(size=3),
               random.uniform(0.5, 2, 4) if visible == "gaussian" else None, visible, hidden)


def test_the_file_of_another_writer_gives_its_arrays(model_file: Path, rbm: tiny_runs.Rbm) -> None:
    found = read_rbm(model_file)
    assert (found.visible, found.hidden, found.sigma) == ("bernoulli", "bernoulli", None)
    assert all(np.array_equal(getattr(found, name), getattr(rbm, name)) for name in "Wbc")


@pytest.mark.parametrize("units", [("bernoulli",), ("spin", "spin"), ("gaussian",), ("potts",),
                                   ("bernoulli", "gaussian")])
def test_every_kind_of_units_comes_back(units: tuple[str, ...], tmp_path: Path) -> None:
    rbm = machine(*units)
    write_rbm(tmp_path / "m.h5", rbm)
    found = read_rbm(tmp_path / "m.h5")
    assert (found.visible, found.hidden) == (rbm.visible, rbm.hidden)
    assert (found.sigma is None) == (rbm.sigma is None)
    for name in "W", "b", "c", *(["sigma"] if rbm.sigma is not None else []):
        assert np.array_equal(getattr(found, name), getattr(rbm, name))


GAUSSIAN = machine("gaussian")


@pytest.mark.parametrize("changes, why", [
    ({"b": np.zeros(3)}, "do not fit"), ({"c": np.zeros(4)}, "do not fit"),
    ({"W": GAUSSIAN.W.T}, "do not fit"), ({"sigma": np.ones(3)}, "do not fit"),
    ({"sigma": None}, "without sigma"), ({"visible": "bernoulli"}, "with sigma"),
    ({"sigma": np.log(GAUSSIAN.b**2) - 9}, "above 0"), ({"sigma": np.zeros(4)}, "above 0"),
    ({"c": np.array([0, np.nan, 0])}, "NaN"), ({"hidden": "potts"}, "no such units")])
def test_what_is_no_machine_is_not_written(changes: dict[str, Any], why: str,
                                           tmp_path: Path) -> None:
    assert why in refusal(write_rbm, tmp_path / "m.h5", replace(GAUSSIAN, **changes))
    assert not list(tmp_path.iterdir())


def test_an_existing_file_is_kept_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "m.h5"
    path.write_text("mine")
    assert "exists" in refusal(write_rbm, path, GAUSSIAN)
    assert path.read_text() == "mine"
    write_rbm(path, GAUSSIAN, overwrite=True)
    assert read_rbm(path).visible == "gaussian" and list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "cannot be written" in refusal(write_rbm, tmp_path / "nowhere" / "m.h5", GAUSSIAN)


def test_another_kind_and_a_machine_in_part_are_refused(model_file: Path, copy_of: Copy) -> None:
    def spins(file: h5py.File) -> None:
        file.attrs["kind"] = "spins"

    def without_sigma(file: h5py.File) -> None:
        file.attrs["visible"] = "gaussian"

    assert "kind spins" in refusal(read_rbm, copy_of(model_file, spins))
    assert "sigma" in refusal(read_rbm, copy_of(model_file, without_sigma))
