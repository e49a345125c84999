"""What cannot be written does not end a run before its end, and costs no generation."""

from __future__ import annotations

import resource
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Optional

import h5py
import pytest

from conftest import TIME_LIMIT, Lnz, command, surroundings
from run_contents import assert_same, files_of_run
from test_lock import LONG, wait_for

FAULT, STOPPED = 1, 75
RUN = ["ais", "--model", "ising:24x24,J=gauss", "--chains", 64, "--rungs", 4000, "--schedule",
       "linear", "--checkpoint-interval", "0.01s", "-o", "run.h5"]


def limit_files() -> None:
    """Room for a lock, not for a run file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))


def with_file_limit(folder: Path, *words: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), cwd=folder, text=True, env=surroundings(),
                          capture_output=True, timeout=TIME_LIMIT, preexec_fn=limit_files)


def errors(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith("lnz: error: ")]


@pytest.mark.parametrize("stop", [None, "0.5s"])
def test_a_limit_of_file_sizes_ends_a_run_only_where_it_must(stop: Optional[str], lnz: Lnz,
                                                             tmp_path: Path) -> None:
    limits = ["--max-time", stop] if stop else []
    result = with_file_limit(tmp_path, *RUN, *limits)
    assert result.returncode == FAULT
    goes_on = [line for line in result.stderr.splitlines() if "goes on" in line]
    assert len(goes_on) == 1 or (stop and not goes_on)  # a busy machine may stop it before
    assert all("run.h5 cannot be written (write: File too large)" in line for line in goes_on)
    last = errors(result.stderr)
    assert len(last) == 1 and "File too large" in last[0] and "ulimit -f" in last[0]
    assert last[0].endswith("run the same command again")
    assert result.stdout == "" and files_of_run(tmp_path) == []
    assert lnz(*RUN).returncode in (0, 3)
    lnz(*RUN[:-1], "whole.h5")
    assert_same(tmp_path / "run.h5", tmp_path / "whole.h5")


def test_the_checkpoint_before_survives_a_failed_write(lnz: Lnz, tmp_path: Path) -> None:
    assert lnz(*RUN, "--max-time", "0s").returncode == STOPPED
    before = (tmp_path / "run.h5").read_bytes()
    assert with_file_limit(tmp_path, *RUN, "--max-time", "0s").returncode == FAULT
    assert (tmp_path / "run.h5").read_bytes() == before
    assert files_of_run(tmp_path) == ["run.h5"]


def put_in_the_way(draft: Path) -> None:
    """A directory in the place of any draft, even root's, between two of them."""
    end = time.monotonic() + TIME_LIMIT
    while True:
        try:
            return draft.mkdir()
        except FileExistsError:
            assert time.monotonic() < end


@pytest.mark.parametrize("ranks", [1, 2])
def test_a_run_saves_again_once_it_can(ranks: int, tmp_path: Path) -> None:
    line = command(*LONG, "--checkpoint-interval", "0.01s", "--quiet", ranks=ranks)
    with subprocess.Popen(line, cwd=tmp_path, text=True, env=surroundings(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        end = threading.Timer(TIME_LIMIT, process.kill)  # readline() waits for ever
        end.start()
        wait_for(tmp_path / "run.h5.lock")
        put_in_the_way(tmp_path / "run.h5.tmp")
        assert "goes on" in process.stderr.readline()
        (tmp_path / "run.h5.tmp").rmdir()
        assert "run.h5 is written again, step" in process.stderr.readline()
        end.cancel()
        process.send_signal(signal.SIGUSR1)
        process.communicate(timeout=TIME_LIMIT)
        assert process.returncode == STOPPED
    with h5py.File(tmp_path / "run.h5") as file:
        assert file["checkpoint"].attrs["step"] > 0


@pytest.mark.parametrize("ranks", [1, 2])
def test_a_run_that_cannot_save_when_stopped_says_so_once(ranks: int, tmp_path: Path) -> None:
    with subprocess.Popen(command(*LONG, "--quiet", ranks=ranks), cwd=tmp_path, text=True,
                          env=surroundings(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        wait_for(tmp_path / "run.h5.lock")
        put_in_the_way(tmp_path / "run.h5.tmp")
        time.sleep(0.3)
        process.send_signal(signal.SIGUSR1)
        said = process.communicate(timeout=TIME_LIMIT)[1]
        assert process.returncode == FAULT
    assert len(errors(said)) == 1 and "Is a directory" in errors(said)[0], said
    assert "fault on rank" not in said
    assert files_of_run(tmp_path) == ["run.h5.tmp"]


def test_signals_while_a_checkpoint_is_written_do_not_break_it(tmp_path: Path) -> None:
    with subprocess.Popen(command(*LONG, "--checkpoint-interval", "0.01s", "--quiet"),
                          cwd=tmp_path, env=surroundings(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        wait_for(tmp_path / "run.h5")
        while process.poll() is None:
            for by in signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGHUP:
                process.send_signal(by)
            time.sleep(0.0005)
        assert process.returncode == STOPPED
    with h5py.File(tmp_path / "run.h5") as file:
        assert str(file.attrs["status"]) == "running"
    assert not (tmp_path / "run.h5.lock").exists()


def test_a_closed_pipe_costs_no_run_file(tmp_path: Path) -> None:
    line = command(*RUN)
    with subprocess.Popen(line, cwd=tmp_path, env=surroundings(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        for pipe in process.stdout, process.stderr:
            assert pipe is not None
            pipe.close()
        assert process.wait(timeout=TIME_LIMIT) in (0, 3)
    with h5py.File(tmp_path / "run.h5") as file:
        assert str(file.attrs["status"]) == "finished"


def test_what_checkpoints_cost_is_said_and_stored(lnz: Lnz, tmp_path: Path) -> None:
    result = lnz(*RUN)
    said = [line for line in result.stderr.splitlines() if "of the run" in line]
    with h5py.File(tmp_path / "run.h5") as file:
        count, seconds = file.attrs["checkpoints"], file.attrs["checkpoint_seconds"]
        assert count > 0 and 0 < seconds < file.attrs["wall_seconds"]
        assert said[0].startswith(f"lnz: {count} checkpoint"), said
