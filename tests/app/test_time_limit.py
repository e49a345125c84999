"""SLURM's end of a job stops a run in time, with a checkpoint."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Optional

import pytest

from conftest import TIME_LIMIT, command, surroundings
from test_lock import LONG

STOPPED = 75


def squeue(folder: Path, answer: str) -> None:
    """A program of that name which knows job 17 and says when it ends."""
    program = folder / "squeue"
    program.write_text(f'#!/bin/sh\n[ "$SLURM_TIME_FORMAT" = %s ] || exit 1\n'
                       f'case "$*" in *17*) {answer} ;; esac\n')
    program.chmod(0o755)


def run_in_job(folder: Path, end: Optional[float], *more: str,
               ranks: int = 1) -> subprocess.CompletedProcess[str]:
    env = {**surroundings(), "SLURM_JOB_ID": "17"}
    env["PATH"] = f"{folder}:{env['PATH']}"
    env.pop("SLURM_JOB_END_TIME", None)
    if end is not None:
        env["SLURM_JOB_END_TIME"] = str(int(end))
    return subprocess.run(command(*LONG, *more, ranks=ranks), cwd=folder, text=True, env=env,
                          capture_output=True, timeout=TIME_LIMIT)


@pytest.mark.parametrize("ranks", [1, 2])
def test_a_run_stops_before_slurm_ends_its_job(ranks: int, tmp_path: Path) -> None:
    end = time.time() + 16  # too near for half a minute's margin: half of it is kept
    result = run_in_job(tmp_path, end, ranks=ranks)
    assert result.returncode == STOPPED and time.time() < end
    assert "SLURM ends this job in" in result.stderr and "stopped at step" in result.stderr


def test_squeue_is_asked_where_slurm_does_not_tell(tmp_path: Path) -> None:
    end = time.time() + 10
    squeue(tmp_path, f"echo '{int(end)} '")
    result = run_in_job(tmp_path, None)
    assert result.returncode == STOPPED and "SLURM ends this job in" in result.stderr


@pytest.mark.parametrize("answer", ["echo NONE", "echo", "exit 1", "echo 2026-03-01T10:00:00"])
def test_a_job_without_a_known_end_runs_on(answer: str, tmp_path: Path) -> None:
    squeue(tmp_path, answer)
    result = run_in_job(tmp_path, None, "--max-time", "0s")
    assert result.returncode == STOPPED and "SLURM ends" not in result.stderr


def test_a_squeue_that_hangs_costs_five_seconds(tmp_path: Path) -> None:
    squeue(tmp_path, "sleep 60")
    start = time.monotonic()
    assert run_in_job(tmp_path, None, "--max-time", "0s").returncode == STOPPED
    assert time.monotonic() - start < 30
