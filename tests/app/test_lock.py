"""Two jobs on one output: the second is refused while the first lives, and only then."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

import pytest

from conftest import TIME_LIMIT, Lnz, command, surroundings
from refusal import PREFIX, assert_refused
from run_contents import files_of_run

STOPPED = 75
LONG = ["rex", "--model", "ising:8x8,J=gauss", "--rungs", 8, "--sweeps", 10**9, "--thin", 10**4,
        "--schedule", "linear", "-o", "run.h5"]
SHORT = ["ais", "--model", "ising:4x4", "--chains", 16, "--rungs", 20, "--schedule", "linear", "-o",
         "run.h5"]


def wait_for(path: Path) -> None:
    end = time.monotonic() + TIME_LIMIT
    while not path.exists() or not path.read_bytes():
        assert time.monotonic() < end, f"{path} does not come"
        time.sleep(0.02)


@contextmanager
def running(words: list[Any], folder: Path, ranks: int = 1) -> Iterator[subprocess.Popen[str]]:
    """A run that holds its lock."""
    with subprocess.Popen(command(*words, "--quiet", ranks=ranks), cwd=folder, text=True,
                          env=surroundings(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        try:
            wait_for(folder / "run.h5.lock")
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate(timeout=TIME_LIMIT)


def refusal_beside_a_run(lnz: Lnz, folder: Path, *words: Any, ranks: int = 1) -> str:
    """The line that refuses a second run while the first, which goes on, has the lock."""
    before, lock = files_of_run(folder), (folder / "run.h5.lock").read_bytes()
    result = lnz(*words, ranks=ranks)
    errors = [line for line in result.stderr.splitlines() if line.startswith(PREFIX)]
    assert result.returncode == 2 and len(errors) == 1 and "being written" in errors[0], result
    assert files_of_run(folder) == before and (folder / "run.h5.lock").read_bytes() == lock
    return errors[0]


@pytest.mark.parametrize("ranks", [1, 2])
def test_the_second_job_is_refused(ranks: int, lnz: Lnz, tmp_path: Path) -> None:
    with running(LONG, tmp_path, ranks) as first:
        owner = json.loads((tmp_path / "run.h5.lock").read_text())
        said = refusal_beside_a_run(lnz, tmp_path, *LONG, ranks=ranks)
        assert str(owner["pid"]) in said and owner["host"] in said and "run.h5.lock" in said
        (tmp_path / "link.h5").symlink_to("run.h5")
        refusal_beside_a_run(lnz, tmp_path, *LONG[:-1], "link.h5")
        refusal_beside_a_run(lnz, tmp_path, *LONG, "--restart")
        first.send_signal(signal.SIGUSR1)
        first.communicate(timeout=TIME_LIMIT)
        assert first.returncode == STOPPED
    assert not (tmp_path / "run.h5.lock").exists()


def test_a_lock_is_removed_in_the_end(lnz: Lnz, tmp_path: Path) -> None:
    lock = tmp_path / "run.h5.lock"
    assert lnz(*SHORT, "--max-time", "0s").returncode == STOPPED and not lock.exists()
    assert lnz(*SHORT).returncode in (0, 3) and not lock.exists()
    assert files_of_run(tmp_path) == ["run.h5"]


def test_a_mistake_after_the_lock_leaves_nothing(lnz: Lnz, tmp_path: Path) -> None:
    assert_refused(lnz, tmp_path, *SHORT, "--reference", "absent.npy")


@pytest.mark.parametrize("ranks", [1, 2])
def test_the_lock_of_a_killed_run_is_taken_over(ranks: int, lnz: Lnz, tmp_path: Path) -> None:
    with running(LONG, tmp_path) as first:
        first.kill()
        first.communicate(timeout=TIME_LIMIT)
    lock = tmp_path / "run.h5.lock"
    assert lock.exists()
    (tmp_path / "run.h5").unlink(missing_ok=True)
    again = lnz(*SHORT, ranks=ranks)
    assert again.returncode in (0, 3), again.stderr
    said = [line for line in again.stderr.splitlines() if "takes" in line]
    assert len(said) == 1 and str(first.pid) in said[0] and "run.h5.lock" in said[0]
    assert not lock.exists()


def test_a_finished_run_prints_its_result_whoever_has_the_lock(lnz: Lnz, tmp_path: Path) -> None:
    first = lnz(*SHORT)
    (tmp_path / "run.h5.lock").write_text("{}")
    assert lnz(*SHORT).stdout == first.stdout
    assert (tmp_path / "run.h5.lock").read_text() == "{}"


@pytest.mark.parametrize("words", [SHORT, ["status", "run.h5"]], ids=["the run", "lnz status"])
def test_a_killed_owners_lock_goes_once_the_run_is_finished(words: list[Any], lnz: Lnz,
                                                            tmp_path: Path) -> None:
    with running(LONG, tmp_path) as first:
        first.kill()
        first.communicate(timeout=TIME_LIMIT)
    lock = tmp_path / "run.h5.lock"
    left = lock.read_bytes()
    (tmp_path / "run.h5").unlink(missing_ok=True)
    assert lnz(*SHORT).returncode in (0, 3)
    lock.write_bytes(left)
    assert lnz(*words).returncode in (0, 3)
    assert not lock.exists()


def owner_elsewhere(folder: Path) -> dict[str, Any]:
    owner = {"owner": "ada", "host": "node7", "machine": "another boot", "pid": 4242, "started": 1,
             "slurm_job": "17", "slurm_restarts": 0, "since": "2026-03-01T10:00:00Z"}
    (folder / "run.h5.lock").write_text(json.dumps(owner))
    return owner


def test_an_owner_elsewhere_is_refused_once_it_shows_a_sign_of_life(tmp_path: Path) -> None:
    owner_elsewhere(tmp_path)
    with subprocess.Popen(command(*SHORT), cwd=tmp_path, text=True, env=surroundings(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as second:
        assert second.stderr is not None
        waits = second.stderr.readline()
        assert "waits" in waits and "process 4242 of ada on node7, job 17" in waits
        os.utime(tmp_path / "run.h5.lock")
        said = second.communicate(timeout=TIME_LIMIT)[1]
        assert second.returncode == 2 and "being written" in said
    assert files_of_run(tmp_path) == ["run.h5.lock"]


def test_a_job_that_slurm_has_restarted_takes_its_own_lock(tmp_path: Path) -> None:
    owner_elsewhere(tmp_path)
    result = subprocess.run(
        command(*SHORT), cwd=tmp_path, text=True, capture_output=True, timeout=TIME_LIMIT,
        env={**surroundings(), "SLURM_JOB_ID": "17", "SLURM_RESTART_COUNT": "1"})
    assert result.returncode in (0, 3) and "takes" in result.stderr
    assert files_of_run(tmp_path) == ["run.h5"]
