"""Log-likelihoods are read as `lnz loglik` says them, with or without an ln Z."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import h5py
import numpy as np
import pytest

from likelihood_file import read_likelihoods
from refusal import refusal

Copy = Callable[[Path, Callable[[h5py.File], None]], Path]


def deleted(name: str) -> Callable[[h5py.File], None]:
    def edit(file: h5py.File) -> None:
        del file[name]

    return edit


def test_every_entry_is_read_as_what_it_is(likelihood_file: Path) -> None:
    found = read_likelihoods(likelihood_file)
    assert (found.model, found.method, found.bound) == ("rbm.h5", "exact", "exact")
    assert (found.log_z, found.log_z_std_error) == (7.25, 0.5)
    assert found.log_likelihood.tolist() == [-1, -2, -4] and found.std_error.tolist() == [0, 0, 0]
    assert (found.mean, found.mean_std_error) == (-7 / 3, 0.625)


def test_a_method_may_need_no_ln_z(likelihood_file: Path, copy_of: Copy) -> None:
    found = read_likelihoods(copy_of(likelihood_file, deleted("ln_z")))
    assert (found.log_z, found.log_z_std_error) == (None, 0)


@pytest.mark.parametrize("name", ["mean", "examples/std_error"])
def test_what_is_missing_is_named(name: str, likelihood_file: Path, copy_of: Copy) -> None:
    assert name in refusal(read_likelihoods, copy_of(likelihood_file, deleted(name)))


def test_errors_of_other_examples_are_refused(likelihood_file: Path, copy_of: Copy) -> None:
    def shorten(file: h5py.File) -> None:
        del file["examples/std_error"]
        file["examples/std_error"] = np.zeros(2)

    assert "std_error has shape (2,)" in refusal(read_likelihoods,
                                                 copy_of(likelihood_file, shorten))
