"""Runs that SLURM stops, preempts and starts again come to what undisturbed runs come to."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
from pathlib import Path
from typing import Any, Iterator

import numpy as np
import pytest

from conftest import LNZ, job_file, run_script
from run_contents import assert_same
from slurm import Slurm, wait_for

# Seconds of work, with few messages for it: on a busy machine each costs a turn of all who wait.
REX: dict[str, Any] = {"verb": "rex", "model": "ising:128x128,J=gauss", "beta": 0.05, "rungs": 8,
                       "lanes": 4, "sweeps": 10000, "burn-in": 1000, "save-chains": 500,
                       "checkpoint-interval": "0.3s"}
TWO_RANKS = {"ranks": 2, "time": "10m", "memory": "200M"}
LAUNCHERS = ("mpirun", "srun")

# Waits for the notice where lnz would compute until it comes, then lets lnz stop by itself.
PATIENT = """#!/bin/sh
case "$*" in *--dry-run*) exec {lnz} "$@" ;; esac
[ ! -e told ] || exec {lnz} "$@"
trap 'touch told' USR1
until [ -e told ]; do sleep 0.2; done
exec {lnz} "$@" --max-time=0.3s
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run file of REX, undisturbed on one rank."""
    path = tmp_path_factory.mktemp("whole") / "rex.h5"
    words = [f"--{key}={value}" for key, value in REX.items() if key != "verb"]
    subprocess.run([LNZ, "rex", *words, "--output", str(path), "--quiet"], check=True,
                   capture_output=True, timeout=120)
    return path


def submit(slurm: Slurm, folder: Path, job: dict[str, Any], lnz: dict[str, Any]) -> list[str]:
    """The numbers of the jobs."""
    result = run_script("submit", job_file(folder, "a job", job, lnz), cwd=folder,
                        environment=slurm.environment)
    assert result.returncode == 0, result.stderr
    said, *numbers = result.stdout.split()
    assert said == "submitted"
    return numbers


def log(folder: Path) -> str:
    return "\n".join(path.read_text() for path in sorted(folder.glob("*.out")))


@pytest.fixture(scope="module", autouse=True)
def limited(slurm: Slurm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A job that meets its time limit, a minute, while the other tests run."""
    folder = tmp_path_factory.mktemp("limited")
    patient = folder / "patient"
    patient.write_text(PATIENT.format(lnz=LNZ))
    patient.chmod(0o755)
    (number,) = submit(slurm, folder, {**TWO_RANKS, "time": "1m", "notice": "10s",
                                       "program": patient}, {**REX, "output": "rex.h5"})
    yield number, folder


def stopped(slurm: Slurm, folder: Path, job: dict[str, Any], lnz: dict[str, Any],
            checkpoint: str) -> str:
    """The number of a job that was told to stop after its first checkpoint."""
    (number,) = submit(slurm, folder, job, lnz)
    wait_for((folder / checkpoint).exists, "checkpoint")
    slurm.call("scancel", "--batch", "--signal=USR1", number)
    return number


@pytest.fixture(scope="module")
def launched(slurm: Slurm, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Path]]:
    """By launcher, the number and run file of a job that was told to stop."""
    folders = {launcher: tmp_path_factory.mktemp(launcher) for launcher in LAUNCHERS}
    return {launcher: (stopped(slurm, folder, {**TWO_RANKS, "launcher": launcher},
                               {**REX, "output": "a run.h5"}, "a run.h5"), folder / "a run.h5")
            for launcher, folder in folders.items()}


@pytest.mark.parametrize("launcher", LAUNCHERS)
def test_a_job_told_to_stop_requeues_itself_and_ends_with_the_same_bits(
        launcher: str, slurm: Slurm, launched: dict[str, tuple[str, Path]], whole: Path) -> None:
    number, output = launched[launcher]
    assert slurm.wait_for_end(number) == "COMPLETED", log(output.parent)
    assert slurm.shown(number)["Restarts"] == "1"
    assert "with a checkpoint in" in log(output.parent)
    assert_same(output, whole)


def test_a_training_told_to_stop_requeues_itself_and_ends_with_the_same_bits(
        slurm: Slurm, folder: Path) -> None:
    np.save(folder / "data.npy", np.random.default_rng(1).integers(0, 2, (2000, 100), np.uint8))
    train = {"verb": "train", "data": "data.npy", "hidden": 100, "epochs": 250, "steps": 5,
             "checkpoint-interval": "0.3s"}
    job = {**TWO_RANKS, "ranks": 1}
    number = stopped(slurm, folder, job, {**train, "output": "rbm.h5"}, "rbm.h5.run")
    (whole,) = submit(slurm, folder, job, {**train, "output": "whole.h5"})
    assert {slurm.wait_for_end(one) for one in (whole, number)} == {"COMPLETED"}, log(folder)
    assert (slurm.shown(whole)["Restarts"], slurm.shown(number)["Restarts"]) == ("0", "1")
    assert_same(folder / "rbm.h5", folder / "whole.h5")


def test_a_preempted_job_goes_on_with_the_same_bits(slurm: Slurm, folder: Path,
                                                    whole: Path) -> None:
    output = folder / "rex.h5"
    (number,) = submit(slurm, folder, {**TWO_RANKS, "launcher": "srun", "partition": "low",
                                       "memory": "4000M"}, {**REX, "output": output.name})
    wait_for(output.exists, "checkpoint")
    slurm.call("sbatch", "--partition=urgent", "--mem=6000M", "--output=/dev/null", "--wrap=sleep 1")
    assert slurm.wait_for_end(number) == "COMPLETED", log(folder)
    assert slurm.shown(number)["Restarts"] == "1"
    assert "with a checkpoint in" in log(folder)
    assert_same(output, whole)


def test_a_cancelled_job_stays_cancelled_and_leaves_a_run_that_goes_on(
        slurm: Slurm, folder: Path, whole: Path) -> None:
    output = folder / "rex.h5"
    job = {**TWO_RANKS, "launcher": "srun"}  # whose lnz has time for a checkpoint, and status 75
    (number,) = submit(slurm, folder, job, REX)
    wait_for(output.exists, "checkpoint")
    slurm.call("scancel", number)
    assert slurm.wait_for_end(number) == "CANCELLED"
    wait_for(lambda: not slurm.call("squeue", "--noheader", f"--jobs={number}"), "end of its steps")
    assert slurm.shown(number)["Restarts"] == "0"
    (again,) = submit(slurm, folder, job, REX)
    assert slurm.wait_for_end(again) == "COMPLETED", log(folder)
    assert_same(output, whole)


def test_each_job_of_a_chain_continues_the_former(slurm: Slurm, folder: Path, whole: Path) -> None:
    output = folder / "rex.h5"
    first, second, third = submit(slurm, folder, {**TWO_RANKS, "chain": 3}, REX)
    wait_for(output.exists, "checkpoint")
    slurm.call("scancel", "--batch", "--signal=USR1", first)
    assert slurm.wait_for_end(first) == "FAILED"
    assert slurm.shown(first)["ExitCode"] == "75:0"
    assert slurm.wait_for_end(second) == "COMPLETED", log(folder)
    assert_same(output, whole)
    before = output.stat().st_mtime_ns
    assert slurm.wait_for_end(third) == "COMPLETED", log(folder)
    assert output.stat().st_mtime_ns == before


def test_an_array_is_collected_into_a_mean_over_disorder(slurm: Slurm, folder: Path) -> None:
    task = "${SLURM_ARRAY_TASK_ID}"
    lnz = {"verb": "ais", "model": f"ising:6x6,J=pm1,seed={task}", "chains": 100, "rungs": 200,
           "schedule": "linear", "output": f"glass {task}.h5"}
    (number,) = submit(slurm, folder, {**TWO_RANKS, "array": "1-5:2"}, lnz)
    wait_for(lambda: not slurm.call("squeue", "--noheader", f"--jobs={number}"), "end of the array")
    result = run_script("collect", folder / "a job.ini", cwd=folder, environment=os.environ)
    assert result.returncode == 0, result.stdout + log(folder)
    _, *tasks, last = result.stdout.splitlines()
    assert [line.split()[1] for line in tasks] == ["1.h5", "3.h5", "5.h5"]
    log_z = [float(line.split()[2]) for line in tasks]
    said = re.match(r"mean ln Z = (\S+) \+- (\S+)  \(3 of 3 tasks", last)
    assert said, last
    assert float(said[1]) == pytest.approx(statistics.mean(log_z), abs=2e-4)
    assert float(said[2]) == pytest.approx(statistics.stdev(log_z) / 3**0.5, abs=2e-4)


def test_a_task_told_to_stop_requeues_itself_alone(slurm: Slurm, folder: Path,
                                                   whole: Path) -> None:
    (number,) = submit(slurm, folder, {**TWO_RANKS, "array": "1,2"},
                       {**REX, "output": "${SLURM_ARRAY_TASK_ID}.h5"})
    wait_for((folder / "2.h5").exists, "checkpoint")
    slurm.call("scancel", "--batch", "--signal=USR1", f"{number}_2")
    wait_for(lambda: not slurm.call("squeue", "--noheader", f"--jobs={number}"), "end of the array")
    assert [slurm.shown(f"{number}_{task}")["Restarts"] for task in (1, 2)] == ["0", "1"]
    for task in 1, 2:
        assert_same(folder / f"{task}.h5", whole)


def test_slurm_gives_notice_before_the_time_limit(limited: tuple[str, Path], slurm: Slurm,
                                                  whole: Path) -> None:
    number, folder = limited
    assert slurm.wait_for_end(number, patience=120) == "COMPLETED", log(folder)
    assert int(slurm.shown(number)["Restarts"]) >= 1  # more on a busy machine
    assert "with a checkpoint in" in log(folder)
    assert_same(folder / "rex.h5", whole)
