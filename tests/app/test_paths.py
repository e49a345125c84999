"""Paths from the reference to an RBM: geometric, through kept machines, through averaged moments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conftest import Lnz
from refusal import assert_refused
from run_contents import assert_same


@pytest.fixture
def kept(lnz: Lnz, tmp_path: Path) -> str:
    """A model file with the machines of its training."""
    chance = np.random.default_rng(1)
    images = np.repeat(chance.integers(0, 2, (4, 14)), 50, axis=0)
    images ^= chance.random(images.shape) < 0.05
    np.save(tmp_path / "bits.npy", images.astype(np.uint8))
    made = lnz("train", "--data", "bits.npy", "--hidden", 10, "--epochs", 8, "--batch", 20, "--keep",
               4, "--rate", 0.2, "--quiet", "-o", "kept.h5")
    assert made.returncode == 0, made.stderr
    return "kept.h5"


@pytest.mark.parametrize("verb", ["ais", "rex"])
@pytest.mark.parametrize("path", ["ladder", "moments", "moments:3"])
def test_any_path_ends_at_the_exact_ln_z(verb: str, path: str, lnz: Lnz, tmp_path: Path,
                                         kept: str) -> None:
    exact = json.loads(lnz("exact", "--model", kept, "--json").stdout)["ln_z"]
    result = lnz(verb, "--model", kept, "--path", path, "--seed", 3, "--json", "--quiet")
    assert result.returncode == 0, result.stderr
    said = json.loads(result.stdout)
    assert abs(said["ln_z"] - exact) < 4 * said["std_error"], (said, exact)


def test_a_stopped_run_goes_on_along_its_path(lnz: Lnz, tmp_path: Path, kept: str) -> None:
    words: list[Any] = ["ais", "--model", kept, "--path", "moments:2", "--rungs", 400, "--schedule",
                        "linear", "--reference", "uniform", "--quiet"]
    assert lnz(*words, "-o", "whole.h5", ranks=2).returncode == 0
    assert lnz(*words, "-o", "run.h5", "--max-time", "0s").returncode == 75
    assert lnz(*words, "-o", "run.h5").returncode == 0
    assert_same(tmp_path / "run.h5", tmp_path / "whole.h5")


@pytest.mark.parametrize("words", [
    ["--model", "rbm:14x10", "--path", "ladder"], ["--model", "rbm:14x10", "--path", "laddder"],
    ["--model", "rbm:9x10", "--path", "ladder:kept.h5"], ["--model", "ising:4x4", "--path", "moments"],
    ["--model", "rbm:14x10", "--path", "moments:0"], ["--model", "rbm:14x10", "--path", "moments:x"],
    ["--model", "rbm:14x10", "--path", "geometric:3"],
    ["--model", "rbm:14x10", "--path", "ladder:none.h5"],
    ["--model", "rbm:14x10", "--path", "moments", "--beta", 0]],
    ids=lambda words: " ".join(map(str, words)))
@pytest.mark.parametrize("ranks", [1, 2])
def test_paths_that_lead_nowhere_are_refused(words: list[Any], ranks: int, lnz: Lnz, tmp_path: Path,
                                             kept: str) -> None:
    assert_refused(lnz, tmp_path, "ais", *words, "--quiet", ranks=ranks)
