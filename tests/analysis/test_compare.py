"""compare.py says yes to equal numbers and no to different ones."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import h5py
import pytest

import compare
from h5_reader import FileError

Copy = Callable[[Path, Callable[[h5py.File], None]], Path]


def shifted(method: str, name: str, by: float) -> Callable[[h5py.File], None]:
    def edit(file: h5py.File) -> None:
        attributes = file[f"estimates/{method}"].attrs
        attributes[name] = attributes[name] * by

    return edit


def test_equal_estimates_pass(rex_file: Path, ais_file: Path,
                              capsys: pytest.CaptureFixture[str]) -> None:
    assert compare.main([str(rex_file), str(ais_file)]) == 0
    out = capsys.readouterr().out
    for word in ("bennett", "stepping-stone-up", "pymbar BAR", "Lambda", "round trips", "Pareto k"):
        assert word in out
    assert "DIFFERS" not in out


@pytest.mark.parametrize("name, by, status", [
    ("log_z", 1 + 3e-9, 1), ("log_z", 1 + 1e-12, 0),
    ("std_error", 1.3, 1), ("std_error", 0.75, 1), ("std_error", 1.1, 0),
    ("log_z", float("nan"), 1)])
def test_a_changed_estimate_is_found(rex_file: Path, copy_of: Copy, name: str, by: float,
                                     status: int) -> None:
    path = copy_of(rex_file, shifted("thermodynamic-integration", name, by))
    assert compare.main([str(path)]) == status


def test_a_mean_log_weight_of_other_chains_is_found(ais_file: Path, copy_of: Copy) -> None:
    assert compare.main([str(copy_of(ais_file, shifted("ais", "log_z", 1 + 3e-9)))]) == 1


def test_what_is_no_run_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        compare.main([str(tmp_path / "none.h5")])
