"""A run that was stopped and continued on other ranks equals one that was not."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import h5py
import pytest

from conftest import TIME_LIMIT, Lnz, command, surroundings
from run_contents import assert_same

STOPPED = 75
DRIVERS: dict[str, list[Any]] = {
    "ais": ["ais", "--model", "ising:24x24,J=gauss", "--chains", 64, "--rungs", 15000,
            "--schedule", "linear"],
    "rex": ["rex", "--model", "ising:24x24", "--rungs", 8, "--sweeps", 80000, "--thin", 40,
            "--save-chains", 4000, "--schedule", "adaptive"],
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Run files of uninterrupted runs on one rank."""
    folder = tmp_path_factory.mktemp("whole")
    for name, words in DRIVERS.items():
        subprocess.run(command(*words, "-o", folder / f"{name}.h5"), env=surroundings(),
                       capture_output=True, timeout=TIME_LIMIT)
    return {name: folder / f"{name}.h5" for name in DRIVERS}


def interrupt(words: list[Any], path: Path, by: signal.Signals, ranks: int) -> int:
    """Starts a run, waits for its first checkpoint, signals it; returns the exit status."""
    line = command(*words, "-o", path, "--checkpoint-interval", "0.1s", "--quiet", ranks=ranks)
    with subprocess.Popen(line, env=surroundings(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        end = time.monotonic() + TIME_LIMIT
        while not path.exists() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(by)
        process.communicate(timeout=TIME_LIMIT)
    return process.returncode


def is_running(path: Path) -> bool:
    with h5py.File(path) as file:
        return str(file.attrs["status"]) == "running"


@pytest.mark.parametrize("name", DRIVERS)
@pytest.mark.parametrize("by, ranks, status", [
    (signal.SIGTERM, 1, STOPPED), (signal.SIGKILL, 1, -signal.SIGKILL),
    (signal.SIGUSR1, 2, STOPPED)], ids=["SIGTERM", "SIGKILL", "SIGUSR1 on 2 ranks"])
def test_a_signal_changes_nothing(name: str, by: signal.Signals, ranks: int, status: int, lnz: Lnz,
                                  tmp_path: Path, whole: dict[str, Path]) -> None:
    path = tmp_path / "run.h5"
    assert interrupt(DRIVERS[name], path, by, ranks) == status
    assert is_running(path)
    again = lnz(*DRIVERS[name], "-o", path, ranks=3 - ranks)
    assert again.returncode in (0, 3), again.stderr
    assert_same(path, whole[name])


@pytest.mark.parametrize("ranks", [1, 2])
def test_a_signal_ends_the_planning_of_a_path(ranks: int, lnz: Lnz, tmp_path: Path) -> None:
    words = ["ais", "--model", "ising:512x512,J=gauss", "-o", tmp_path / "run.h5"]
    side_car = tmp_path / "run.h5.status.json"
    with subprocess.Popen(command(*words, ranks=ranks), env=surroundings(), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + TIME_LIMIT
        while not side_car.exists() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        planning = json.loads(side_car.read_text())
        process.send_signal(signal.SIGUSR1)
        said = process.communicate(timeout=TIME_LIMIT)[1]
    assert (planning["state"], planning["phase"], planning["step"]) == ("running", "planning", 0)
    assert process.returncode == STOPPED and "begin again" in said
    assert json.loads(side_car.read_text())["state"] == "stopped"
    assert [path.name for path in tmp_path.iterdir()] == ["run.h5.status.json"]
    assert "stopped" in lnz("status", "run.h5").stdout


@pytest.mark.parametrize("name", DRIVERS)
def test_a_time_limit_changes_nothing(name: str, lnz: Lnz, tmp_path: Path,
                                      whole: dict[str, Path]) -> None:
    path = tmp_path / "run.h5"
    stopped = lnz(*DRIVERS[name], "-o", path, "--max-time", "0.3s", ranks=2)
    assert stopped.returncode == STOPPED, stopped
    assert "ln Z" not in stopped.stdout and "run the same command" in stopped.stderr
    assert is_running(path)
    for ranks in 1, 3, 2, 1, 3, 2:
        result = lnz(*DRIVERS[name], "-o", path, "--max-time", "1s", ranks=ranks)
        if result.returncode != STOPPED:
            break
    result = lnz(*DRIVERS[name], "-o", path)
    assert result.returncode in (0, 3), result.stderr
    assert_same(path, whole[name])


def test_an_unfinished_run_has_no_estimates_yet(lnz: Lnz, tmp_path: Path) -> None:
    assert interrupt(DRIVERS["ais"], tmp_path / "run.h5", signal.SIGTERM, 1) == STOPPED
    result = lnz("estimate", "run.h5")
    assert result.returncode == 2 and "unfinished" in result.stderr


@pytest.mark.parametrize("name", DRIVERS)
def test_a_finished_run_prints_its_result_at_once(name: str, lnz: Lnz, tmp_path: Path,
                                                  whole: dict[str, Path]) -> None:
    path = Path(shutil.copy(whole[name], tmp_path / "run.h5"))
    before = path.read_bytes(), path.stat().st_mtime_ns
    start = time.monotonic()
    again = lnz(*DRIVERS[name], "-o", path, "--json")
    elapsed = time.monotonic() - start
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    printed = json.loads(again.stdout)
    assert elapsed < max(2, printed["wall_seconds"] / 2)
    with h5py.File(path) as file:
        assert printed["ln_z"] == file["result"].attrs["log_z"]
        assert printed["std_error"] == file["result"].attrs["std_error"]
