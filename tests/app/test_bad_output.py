"""Where a run cannot or must not be written: refused, and what is there stays as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Iterator

import pytest

import broken_files as broken
from conftest import Lnz
from refusal import assert_refused

AIS = ["ais", "--model", "ising:4x4", "--chains", 16, "--rungs", 20, "--schedule", "linear"]


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run file of AIS."""
    from conftest import command, surroundings
    path = tmp_path_factory.mktemp("finished") / "run.h5"
    subprocess.run(command(*AIS, "-o", path), env=surroundings(), check=True, capture_output=True)
    return path


@pytest.fixture
def run_file(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(finished, tmp_path / "run.h5"))


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A directory in which not even root can make a file."""
    folder = tmp_path / "locked"
    folder.mkdir()
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
    elif subprocess.run(["chattr", "+i", folder], capture_output=True).returncode == 0:
        yield folder
        subprocess.run(["chattr", "-i", folder], check=True)
    else:
        yield Path("/proc/self")


@pytest.mark.parametrize("words", [AIS, ["rex", "--model", "ising:4x4", "--sweeps", 100],
                                   ["model", "make", "ising:4x4"]], ids=lambda words: words[0])
@pytest.mark.parametrize("ranks", [1, 2])
def test_a_missing_directory_is_refused(words: list[Any], ranks: int, lnz: Lnz,
                                        tmp_path: Path) -> None:
    path = tmp_path / "none" / "out.h5"
    assert_refused(lnz, tmp_path, *words, *([path] if words[0] == "model" else ["-o", path]),
                   ranks=ranks)


@pytest.mark.parametrize("words", [AIS, ["model", "make", "ising:4x4"]], ids=lambda words: words[0])
def test_a_read_only_directory_is_refused(words: list[Any], lnz: Lnz, tmp_path: Path,
                                          locked: Path) -> None:
    path = locked / "out.h5"
    assert_refused(lnz, tmp_path, *words, *([path] if words[0] == "model" else ["-o", path]))


def test_training_refuses_a_missing_directory_before_it_trains(lnz: Lnz, tmp_path: Path) -> None:
    data = broken.idx_file(tmp_path / "x-ubyte")
    assert_refused(lnz, tmp_path, "train", "--data", data, "--batch", 4, "-o",
                   tmp_path / "none" / "m.h5")


def test_a_directory_for_a_file_is_refused(lnz: Lnz, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert_refused(lnz, tmp_path, *AIS, "-o", "folder")


DIFFERENCES: dict[str, tuple[list[Any], str]] = {
    "model": (["--model", "ising:4x5"], "model"),
    "chains": (["--chains", 15], "chains"),
    "rungs": (["--rungs", 21], "rungs"),
    "schedule": (["--schedule", "sigmoid"], "schedule"),
    "seed": (["--seed", 2], "seed"),
    "beta": (["--beta", 0.5], "beta"),
}


@pytest.mark.parametrize("case, ranks", [*((case, 1) for case in DIFFERENCES), ("model", 2),
                                         ("seed", 2)])
def test_a_run_of_other_settings_is_refused_by_name(case: str, ranks: int, lnz: Lnz,
                                                    tmp_path: Path, run_file: Path) -> None:
    changed, name = DIFFERENCES[case]
    words = AIS.copy()
    if changed[0] in words:
        words[words.index(changed[0]) + 1] = changed[1]
    else:
        words += changed
    assert name in assert_refused(lnz, tmp_path, *words, "-o", run_file, ranks=ranks)


def test_a_run_of_another_driver_is_refused(lnz: Lnz, tmp_path: Path, run_file: Path) -> None:
    assert "command" in assert_refused(lnz, tmp_path, "rex", "--model", "ising:4x4", "-o", run_file)


def test_loglik_refuses_the_run_of_another_model(lnz: Lnz, tmp_path: Path, run_file: Path) -> None:
    (tmp_path / "x.csv").write_text("0,1,0,1,0,1\n")
    assert_refused(lnz, tmp_path, "loglik", "--model", broken.rbm_file(tmp_path / "m.h5"),
                   "--data", "x.csv", "--ln-z", run_file)


@pytest.mark.parametrize("make", [broken.text, broken.empty, broken.rbm_file,
                                  lambda path: broken.truncated(path, path)],
                         ids=["text", "empty", "a model", "a truncated run"])
def test_a_file_that_is_no_run_is_kept(make: Any, lnz: Lnz, tmp_path: Path,
                                       run_file: Path) -> None:
    make(run_file)
    assert_refused(lnz, tmp_path, *AIS, "-o", run_file)
    assert_refused(lnz, tmp_path, "estimate", run_file)


def test_an_existing_model_is_kept(lnz: Lnz, tmp_path: Path) -> None:
    broken.rbm_file(tmp_path / "m.h5")
    assert_refused(lnz, tmp_path, "model", "make", "rbm:6x4", "m.h5")


def test_restart_discards_only_runs(lnz: Lnz, tmp_path: Path) -> None:
    broken.rbm_file(tmp_path / "m.h5")
    assert_refused(lnz, tmp_path, *AIS, "-o", "m.h5", "--restart")


def test_restart_discards_a_run_of_other_settings(lnz: Lnz, run_file: Path) -> None:
    again = lnz(*AIS, "--seed", 2, "-o", run_file, "--restart")
    assert again.returncode == 0, again.stderr
