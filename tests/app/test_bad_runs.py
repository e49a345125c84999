"""Run files that somebody or something has damaged: refused, or failed by their verdict."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Callable

import h5py
import numpy as np
import pytest

from conftest import Lnz, command, surroundings
from refusal import assert_refused

VERBS: dict[str, list[Any]] = {
    "ais": ["ais", "--model", "ising:4x4", "--chains", 16, "--rungs", 20, "--schedule", "linear"],
    "rex": ["rex", "--model", "ising:4x4", "--rungs", 4, "--schedule", "linear", "--sweeps", 100,
            "--burn-in", 50],
}


def without_checksum(path: Path) -> Path:
    """The run file as version 1 had it: what is wrong with it has to be found out."""
    with h5py.File(path, "a") as file:
        del file.attrs["sha256"]
        file.attrs["version"] = 1
    return path


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("finished")
    for verb, words in VERBS.items():
        subprocess.run(command(*words, "-o", folder / f"{verb}.h5"), env=surroundings(),
                       capture_output=True)
    return {verb: without_checksum(folder / f"{verb}.h5") for verb in VERBS}


def put(name: str, value: Any) -> Callable[[h5py.File], None]:
    def change(file: h5py.File) -> None:
        del file[name]
        file[name] = value
    return change


def spoil(name: str, value: float) -> Callable[[h5py.File], None]:
    def change(file: h5py.File) -> None:
        file[name][(0,) * file[name].ndim] = value
    return change


def mark(name: str, value: Any) -> Callable[[h5py.File], None]:
    return lambda file: file.attrs.__setitem__(name, value)


DAMAGES: dict[str, tuple[str, Callable[[h5py.File], None]]] = {
    "schedule of one number": ("ais", put("schedule/beta", 1.0)),
    "schedule of no numbers": ("rex", put("schedule/beta", np.zeros(0))),
    "NaN weight": ("ais", spoil("ais/log_weight", np.nan)),
    "NaN kept weight": ("ais", spoil("ais/kept_log_weight", np.nan)),
    "NaN ratio": ("rex", spoil("rex/up", np.nan)),
    "replica out of range": ("rex", spoil("rex/replica_at", 4)),
    "time of text": ("ais", mark("wall_seconds", "long")),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_a_damaged_run_is_refused(case: str, finished: dict[str, Path], lnz: Lnz,
                                  tmp_path: Path) -> None:
    verb, damage = DAMAGES[case]
    path = Path(shutil.copy(finished[verb], tmp_path / "run.h5"))
    with h5py.File(path, "a") as file:
        damage(file)
    assert_refused(lnz, tmp_path, "estimate", path)


@pytest.mark.parametrize("config", ["{", "[]", '{"chains": 16}', '{"chains": [{}]}', "\\u0000"])
def test_a_damaged_config_is_refused(config: str, finished: dict[str, Path], lnz: Lnz,
                                     tmp_path: Path) -> None:
    path = Path(shutil.copy(finished["ais"], tmp_path / "run.h5"))
    with h5py.File(path, "a") as file:
        file.attrs["config"] = config
    assert "config" in assert_refused(lnz, tmp_path, *VERBS["ais"], "-o", path)


def test_infinite_weights_fail_by_their_verdict(finished: dict[str, Path], lnz: Lnz,
                                                tmp_path: Path) -> None:
    path = Path(shutil.copy(finished["ais"], tmp_path / "run.h5"))
    with h5py.File(path, "a") as file:
        file["ais/log_weight"][::2] = np.inf
    result = lnz("estimate", path, "--json")
    assert result.returncode == 3 and json.loads(result.stdout)["verdict"] == "failed"


def test_runs_combined_are_told_as_json(finished: dict[str, Path], lnz: Lnz) -> None:
    result = lnz("estimate", finished["rex"], finished["rex"], "--json")
    assert json.loads(result.stdout)["method"] == "combined", result


def test_a_path_that_is_not_utf8_does_not_break_json(lnz: Lnz, tmp_path: Path) -> None:
    run = os.fsdecode(b"run_\xff.h5")
    assert lnz(*VERBS["ais"], "-o", run, "--quiet").returncode == 0
    words = command("estimate", run, "--json")
    output = subprocess.run(words, cwd=tmp_path, env=surroundings(), capture_output=True).stdout
    assert json.loads(output)["output"] == "run_\ufffd.h5"
