"""Run files that disks, copies and kills have spoilt: what is whole is gone on from."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any, Callable

import h5py
import pytest

from conftest import DATA, Lnz, command, surroundings
from refusal import assert_refused, snapshot
from run_contents import assert_same, contents, files_of_run

STOPPED = 75
DRIVERS: dict[str, list[Any]] = {
    "ais": ["ais", "--model", "ising:4x4", "--chains", 16, "--rungs", 30, "--schedule", "linear"],
    "rex": ["rex", "--model", "ising:3x3", "--rungs", 4, "--sweeps", 40, "--schedule", "linear"],
}
Runs = dict[str, dict[str, Path]]


def make(folder: Path, name: str, *more: Any) -> Path:
    path = folder / f"{name}.h5"
    subprocess.run(command(*DRIVERS[name], "-o", path, *more), env=surroundings(),
                   capture_output=True)
    return path


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Uninterrupted runs, and folders of runs stopped after one step and again after two."""
    whole, stopped = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("stopped")
    for name in DRIVERS:
        make(whole, name)
        for _ in 1, 2:
            make(stopped, name, "--max-time", "0s")
    return {name: {"whole": whole / f"{name}.h5", "stopped": stopped / f"{name}.h5"}
            for name in DRIVERS}


def previous(path: Path) -> Path:
    return path.with_name(path.name + ".prev")


def stopped_copy(runs: Runs, name: str, folder: Path) -> Path:
    path = Path(shutil.copy(runs[name]["stopped"], folder / "run.h5"))
    shutil.copy(previous(runs[name]["stopped"]), previous(path))
    return path


def step(path: Path) -> int:
    with h5py.File(path) as file:
        return int(file["checkpoint"].attrs["step"])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def change_a_value(path: Path) -> None:
    """As HDF5 does not notice."""
    with h5py.File(path, "a") as file:
        states = file["checkpoint/states"]
        states[...] = ~states[...]


def zero_the_start(path: Path) -> None:
    path.write_bytes(bytes(512) + path.read_bytes()[512:])


DAMAGES: dict[str, Callable[[Path], Any]] = {
    "cut short": cut,
    "a changed value": change_a_value,
    "empty": lambda path: path.write_bytes(b""),
    "zeros at its start": zero_the_start,
    "missing": Path.unlink,
}


@pytest.mark.parametrize("name, damage, ranks", [
    *(("ais", damage, 1) for damage in DAMAGES), ("rex", "a changed value", 2),
    ("rex", "missing", 1)])
def test_a_run_goes_on_from_the_generation_before(name: str, damage: str, ranks: int, lnz: Lnz,
                                                  tmp_path: Path, runs: Runs) -> None:
    path = stopped_copy(runs, name, tmp_path)
    assert (step(previous(path)), step(path)) == (1, 2)
    DAMAGES[damage](path)
    again = lnz(*DRIVERS[name], "-o", path, ranks=ranks)
    assert again.returncode in (0, 3), again.stderr
    said = [line for line in again.stderr.splitlines() if "goes on from" in line]
    assert len(said) == 1 and said[0].endswith(f"goes on from {previous(path)}, step 1")
    assert said[0].startswith(f"lnz: {path} is {'missing' if damage == 'missing' else 'damaged ('}")
    assert_same(path, runs[name]["whole"])
    assert files_of_run(tmp_path) == ["run.h5"]


def test_a_damaged_generation_never_replaces_the_whole_one(lnz: Lnz, tmp_path: Path,
                                                           runs: Runs) -> None:
    path = stopped_copy(runs, "ais", tmp_path)
    change_a_value(path)
    before = previous(path).read_bytes()
    assert lnz(*DRIVERS["ais"], "-o", path, "--max-time", "0s").returncode == STOPPED
    assert previous(path).read_bytes() == before and step(path) == 2
    cut(path)
    assert lnz(*DRIVERS["ais"], "-o", path).returncode in (0, 3)
    assert_same(path, runs["ais"]["whole"])


@pytest.mark.parametrize("ranks", [1, 2])
def test_two_damaged_generations_are_refused(ranks: int, lnz: Lnz, tmp_path: Path,
                                             runs: Runs) -> None:
    path = stopped_copy(runs, "ais", tmp_path)
    change_a_value(path)
    cut(previous(path))
    said = assert_refused(lnz, tmp_path, *DRIVERS["ais"], "-o", path, ranks=ranks)
    assert "run.h5 is damaged" in said and "run.h5.prev is damaged" in said and "--restart" in said
    assert lnz(*DRIVERS["ais"], "-o", path, "--restart").returncode in (0, 3)
    assert_same(path, runs["ais"]["whole"])


def test_the_generation_before_must_be_of_this_run(lnz: Lnz, tmp_path: Path, runs: Runs) -> None:
    path = stopped_copy(runs, "ais", tmp_path)
    cut(path)
    said = assert_refused(lnz, tmp_path, *DRIVERS["ais"], "--seed", 2, "-o", path)
    assert "run.h5 is damaged" in said and "seed" in said


def test_an_unfinished_run_is_not_confused_with_its_previous_generation(
        lnz: Lnz, tmp_path: Path, runs: Runs) -> None:
    path = stopped_copy(runs, "ais", tmp_path)
    assert "goes on from" not in lnz(*DRIVERS["ais"], "-o", path).stderr


@pytest.mark.parametrize("verb", ["estimate", "loglik"])
def test_a_damaged_result_is_refused_and_the_generation_before_named(
        verb: str, lnz: Lnz, tmp_path: Path, runs: Runs) -> None:
    path = Path(shutil.copy(runs["ais"]["whole"], tmp_path / "run.h5"))
    with h5py.File(path, "a") as file:
        file["ais/log_weight"][0] += 1e-9
    (tmp_path / "x.csv").write_text(",".join("01" * 8) + "\n")
    words = {"estimate": ["estimate", path],
             "loglik": ["loglik", "--model", "ising:4x4", "--data", "x.csv", "--ln-z", path]}[verb]
    said = assert_refused(lnz, tmp_path, *words)
    assert "run.h5 is damaged" in said and ".prev" not in said
    shutil.copy(previous(runs["ais"]["stopped"]), previous(path))
    assert "run.h5.prev is the generation before" in assert_refused(lnz, tmp_path, *words)


KEPT = DATA / "runs"


@pytest.mark.parametrize("name", DRIVERS)
def test_runs_of_version_1_still_read(name: str, lnz: Lnz, tmp_path: Path) -> None:
    path = KEPT / f"{name}_nothing_to_raise.h5"
    with h5py.File(path) as file:
        assert file.attrs["version"] == 1
        log_z = file["result"].attrs["log_z"]
    assert f"ln Z = {log_z:.2f}"[:-1] in lnz("estimate", path).stdout


@pytest.mark.parametrize("way", ["gather", "collective"])
@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize("name", DRIVERS)
def test_checkpoints_of_earlier_versions_go_on(name: str, version: int, way: str, lnz: Lnz,
                                               tmp_path: Path) -> None:
    path = Path(shutil.copy(KEPT / f"{name}_version_{version}_stopped.h5", tmp_path / "run.h5"))
    words = {"ais": ["ais", "--model", "ising:4x4", "--chains", 16, "--rungs", 12],
             "rex": ["rex", "--model", "ising:3x3", "--rungs", 4, "--sweeps", 40]}[name]
    words += ["--schedule", "linear", "--beta", 0.3, "--checkpoint-way", way]
    again = lnz(*words, "-o", path)
    assert again.returncode == 0, again.stderr
    if version == 3:  # written with the random numbers of now
        assert lnz(*words, "-o", "whole.h5").returncode == 0
        found, whole = contents(path), contents(tmp_path / "whole.h5")
        assert {n for n in whole if found.get(n) != whole[n]} <= {"@commit"}
        for left in tmp_path.glob("whole.h5*"):
            left.unlink()
    with h5py.File(path) as file:
        assert file.attrs["version"] == 4 and len(file.attrs["sha256"]) == 64
    before = snapshot(tmp_path)
    assert lnz("estimate", path).returncode == 0 and snapshot(tmp_path) == before
