"""The reader of side-cars takes what FORMAT.md promises and tells the living from the dead."""

from __future__ import annotations

import math
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import tiny_status
from h5_reader import FileError
from status_file import read_status, status_path


def test_every_entry_is_read_as_what_it_is(tmp_path: Path) -> None:
    run = tiny_status.write(tmp_path / "rex.h5", tiny_status.status(age=7))
    s = read_status(run)
    assert s == read_status(status_path(run)) and s.path == run
    assert (s.command, s.state, s.phase, s.verdict) == ("rex", "running", "measuring", None)
    assert (s.step, s.steps, s.fraction, s.rate) == (10000, 40000, 0.25, 250)
    assert s.forecast and s.forecast.before_max_time is None
    assert s.forecast.end.timestamp() - s.updated.timestamp() == pytest.approx(127, abs=2)
    assert s.checkpoint and s.checkpoint.step == 9000
    assert s.estimate and (s.estimate.ln_z, s.estimate.std_error) == (123.4567, 0.0321)
    assert s.estimate.rung == 7 and s.estimate.beta == 1
    assert s.swap_acceptance and (s.swap_acceptance.lowest, s.swap_acceptance.mean) == (0.35, 0.61)
    assert s.round_trips == 42 and s.figures == {}


def test_a_run_may_have_nothing_to_say_yet(tmp_path: Path) -> None:
    nothing: dict[str, Any] = dict.fromkeys(("phase", "forecast", "checkpoint", "estimate", "swap_acceptance",
                             "round_trips"))
    s = read_status(tiny_status.write(tmp_path / "new.h5", tiny_status.status(**nothing)))
    assert (s.forecast, s.checkpoint, s.estimate, s.swap_acceptance) == (None,) * 4


def test_what_is_not_a_number_is_null(tmp_path: Path) -> None:
    estimate = {**tiny_status.status()["estimate"], "std_error": None}
    s = read_status(tiny_status.write(tmp_path / "x.h5", tiny_status.status(estimate=estimate)))
    assert s.estimate and math.isnan(s.estimate.std_error)


@pytest.mark.parametrize("found, complaint", [
    ("", "no JSON"), ("[]", "no status of lnz"), ('{"format": "lnz-run"}', "no status of lnz"),
    (tiny_status.status(version=2), "version = 2"), (tiny_status.status(figures=3), "damaged"),
    ({"format": "lnz-status", "version": 1}, "damaged"), (None, "No such file")])
def test_what_is_no_side_car_is_refused_in_one_line(found: Any, complaint: str,
                                                    tmp_path: Path) -> None:
    run = tmp_path / "rex.h5"
    if found is not None:
        tiny_status.write(run, found)
    with pytest.raises(FileError) as caught:
        read_status(run)
    assert complaint in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("age, changes, life", [
    (30, {}, "alive"), (300, {}, "dead"), (300, {"interval_seconds": 100.0}, "alive"),
    (300, {"state": "stopped"}, "over"), (0, {"state": "finished"}, "over")])
def test_elsewhere_the_age_is_the_sign_of_life(age: float, changes: dict[str, Any], life: str,
                                               tmp_path: Path) -> None:
    run = tiny_status.write(tmp_path / "rex.h5", tiny_status.status(age, **changes))
    assert read_status(run).life(time.time()) == life


def test_on_this_host_the_process_is_the_sign_of_life(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    here = socket.gethostname()
    for age, pid, life in ((0, ended.pid, "dead"), (0, os.getpid(), "alive"),
                           (300, os.getpid(), "silent")):
        found = tiny_status.status(age, host=here, pid=pid)
        assert read_status(tiny_status.write(tmp_path / "x.h5", found)).life(time.time()) == life
