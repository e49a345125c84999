"""What lnz loglik says and writes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conftest import Lnz
from refusal import assert_refused

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "analysis"))

from likelihood_file import read_likelihoods  # noqa: E402

SAMPLED = {"raise": ["--chains", 4, "--rungs", 20], "csl": ["--chains", 4, "--rungs", 20]}


@pytest.fixture
def words(tmp_path: Path) -> list[Any]:
    (tmp_path / "x.csv").write_text("0,1,0,1,0,1\n1,1,0,0,1,0\n0,0,0,1,1,1\n")
    return ["loglik", "--model", "rbm:6x4,scale=0.7,seed=2", "--data", "x.csv"]


@pytest.mark.parametrize("method", ["exact", *SAMPLED])
def test_the_file_holds_what_is_printed(method: str, lnz: Lnz, words: list[Any],
                                        tmp_path: Path) -> None:
    more = SAMPLED.get(method, ["--ln-z", 7.25])
    result = lnz(*words, "--method", method, *more, "-o", "out.h5", "--json")
    said, file = json.loads(result.stdout), read_likelihoods(tmp_path / "out.h5")
    assert (said["likelihood_method"], said["bound"]) == (file.method, file.bound) and (
        file.bound == ("exact" if method == "exact" else "stochastic"))
    assert said["mean_log_likelihood"] == pytest.approx(file.mean, rel=1e-14)
    assert np.mean(file.log_likelihood) == pytest.approx(file.mean, rel=1e-14)
    assert said["mean_log_likelihood_std_error"] == file.mean_std_error
    assert file.log_z == (7.25 if method == "exact" else None) and said["ln_z"] == file.log_z
    assert np.all(file.std_error > 0) == (method != "exact")


def test_the_error_of_ln_z_is_in_that_of_the_mean(lnz: Lnz, words: list[Any],
                                                  tmp_path: Path) -> None:
    lnz("ais", "--model", words[2], "--chains", 40, "--rungs", 20, "-o", "ais.h5")
    said = json.loads(lnz(*words, "--ln-z", "ais.h5", "--json").stdout)
    assert said["mean_log_likelihood_std_error"] == said["ln_z_std_error"] == said["std_error"] > 0


def test_doubts_about_ln_z_are_passed_on(lnz: Lnz, words: list[Any]) -> None:
    lnz("ais", "--model", words[2], "--chains", 4, "--rungs", 20, "-o", "ais.h5")
    said = json.loads(lnz(*words, "--ln-z", "ais.h5", "--json").stdout)
    assert said["verdict"] == "suspect" and "ln Z of ais.h5: fewer than 10" in said["reasons"][0]


def test_an_existing_file_is_kept_unless_told(lnz: Lnz, words: list[Any], tmp_path: Path) -> None:
    (tmp_path / "out.h5").write_text("mine")
    assert_refused(lnz, tmp_path, *words, "--ln-z", 7, "-o", "out.h5")
    assert lnz(*words, "--ln-z", 7, "-o", "out.h5", "--overwrite").returncode == 0
    assert read_likelihoods(tmp_path / "out.h5").log_z == 7


def test_threads_do_not_change_what_sampling_says(lnz: Lnz, words: list[Any]) -> None:
    for method, more in SAMPLED.items():
        said = [json.loads(lnz(*words, "--method", method, *more, "--json", threads=n).stdout)
                for n in (1, 3)]
        assert said[0]["mean_log_likelihood"] == said[1]["mean_log_likelihood"], method
