"""Files of completed, restored and classified rows are read with the shapes of FORMAT.md."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import h5py
import numpy as np

from refusal import refusal
from rows_file import read_classification, read_completion, read_restoration

Copy = Callable[[Path, Callable[[h5py.File], None]], Path]


def test_one_row_of_held_units_stands_for_all(rows_file: Path) -> None:
    found = read_completion(rows_file)
    assert np.array_equal(found.held, np.tile([1, 1, 1, 0, 0, 0], (4, 1)))
    with h5py.File(rows_file) as file:
        assert np.array_equal(found.data, file["data"])
        assert np.array_equal(found.samples, file["samples"]) and found.samples.shape == (4, 2, 6)
        for name in "mean", "log_marginal", "std_error", "ess":
            assert np.array_equal(getattr(found, name), file[name]), name


def test_categories_have_probabilities_in_place_of_means(rows_file: Path, copy_of: Copy) -> None:
    p = np.random.default_rng(1).dirichlet(np.ones(3), (4, 6))

    def of_categories(file: h5py.File) -> None:
        del file["mean"]
        file["probability"] = p

    found = read_completion(copy_of(rows_file, of_categories))
    assert found.mean is None and np.array_equal(found.probability, p)


def test_rows_that_are_not_as_many_are_refused(rows_file: Path, copy_of: Copy) -> None:
    def shorten(name: str) -> Callable[[h5py.File], None]:
        def edit(file: h5py.File) -> None:
            rows = file[name][:-1] if name != "held" else np.ones((3, 6))
            del file[name]
            file[name] = rows

        return edit

    for name in "held", "mean", "samples", "ess":
        assert f"{name} has" in refusal(read_completion, copy_of(rows_file, shorten(name)))


def test_rows_of_another_command_are_refused(rows_file: Path, restored_file: Path) -> None:
    assert "lnz restore" in refusal(read_completion, restored_file)
    assert "lnz sample" in refusal(read_restoration, rows_file)


def test_restored_images_have_one_shape(restored_file: Path, copy_of: Copy) -> None:
    found = read_restoration(restored_file)
    assert found.shape == (2, 3) and found.original is None
    with h5py.File(restored_file) as file:
        for name in "noisy", "map", "mean", "std_error", "log_map", "at_map":
            assert np.array_equal(getattr(found, name), file[name]), name

    def widen(file: h5py.File) -> None:
        file.attrs["width"] = 4

    assert "noisy has" in refusal(read_restoration, copy_of(restored_file, widen))


def test_a_classification_has_what_applies(classified_file: Path, copy_of: Copy) -> None:
    found = read_classification(classified_file)
    assert found.models == ("one.h5", "two.h5")
    assert found.rank is None and found.label is None
    with h5py.File(classified_file) as file:
        assert np.array_equal(found.chosen, file["class"])
        for name in ("classes", "log_likelihood", "std_error", "log_z", "log_z_std_error",
                     "log_prior", "lead", "lead_std_error"):
            assert np.array_equal(getattr(found, name), file[name]), name

    def label(file: h5py.File) -> None:
        file["label"] = np.array([2, 4, 2, 2])

    assert list(read_classification(copy_of(classified_file, label)).label) == [2, 4, 2, 2]


def test_classifications_that_do_not_fit_their_models_are_refused(classified_file: Path,
                                                                  copy_of: Copy) -> None:
    def third(file: h5py.File) -> None:
        file.attrs["models"] = "one.h5\ntwo.h5\nthree.h5"

    def shorten(file: h5py.File) -> None:
        lead = file["lead"][:-1]
        del file["lead"]
        file["lead"] = lead

    assert "log_likelihood has" in refusal(read_classification, copy_of(classified_file, third))
    assert "lead has" in refusal(read_classification, copy_of(classified_file, shorten))
