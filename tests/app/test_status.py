"""The side-car of a run, and what `lnz status` makes of it while the run lives and after."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import subprocess
import time
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable, Iterator

import h5py
import numpy as np
import pytest

from conftest import TIME_LIMIT, Lnz, command, surroundings
from refusal import assert_refused
from run_contents import assert_same

STOPPED = 75
GLASS = ["--model", "ising:12x12,J=pm1,seed=3,boundary=open", "--beta", 0.6]
REX = ["rex", *GLASS, "--rungs", 8, "--sweeps", 120000, "--thin", 4, "--burn-in", 40000]
AIS = ["ais", "--model", "ising:6x6", "--beta", 0.5, "--reference", "uniform", "--schedule",
       "linear", "--rungs", 120000, "--chains", 128]
OFTEN = ["--status-interval", "0.01s", "--checkpoint-interval", "0.2s", "--quiet"]

Status = dict[str, Any]


def side_car(run: Path) -> Path:
    return run.with_name(run.name + ".status.json")


def status_of(run: Path) -> Status:
    found = json.loads(side_car(run).read_text())
    assert isinstance(found, dict) and found["format"] == "lnz-status"
    return found


def moment(text: str) -> float:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp()


@contextmanager
def live(words: list[Any], run: Path, *more: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A run that has written its side-car."""
    line = command(*words, "-o", run, *OFTEN, *more)
    with subprocess.Popen(line, env=surroundings(), stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE) as process:
        try:
            wait_for(lambda: side_car(run).exists() or process.poll() is not None)
            yield process
        finally:
            process.kill()


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + TIME_LIMIT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def watched(words: list[Any], run: Path, *more: Any) -> tuple[int, list[Status]]:
    """Exit status of a run, and its side-car each time that it changed."""
    seen: list[Status] = []
    with live(words, run, *more) as process:
        ended = False
        while not ended:
            ended = process.poll() is not None
            status = status_of(run)
            if not seen or status != seen[-1]:
                seen.append(status)
            time.sleep(0.001)
        return process.returncode, seen


@pytest.fixture(scope="module")
def rex(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Status]]:
    """A finished replica exchange and all that its side-car said."""
    run = tmp_path_factory.mktemp("rex") / "rex.h5"
    code, seen = watched(REX, run)
    assert code == 0
    return run, seen


@pytest.fixture(scope="module")
def ais(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Status]]:
    run = tmp_path_factory.mktemp("ais") / "ais.h5"
    code, seen = watched(AIS, run)
    assert code == 0
    return run, seen


@pytest.fixture(scope="module")
def rng_bits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4,000 examples of 40 fair coins."""
    path = tmp_path_factory.mktemp("data") / "bits.npy"
    np.save(path, np.random.default_rng(1).integers(2, size=(4000, 40), dtype=np.uint8))
    return path


def exact(*words: Any) -> float:
    done = subprocess.run(command("exact", *words, "--json"), env=surroundings(), check=True,
                          capture_output=True, text=True, timeout=TIME_LIMIT)
    return float(json.loads(done.stdout)["ln_z"])


def test_the_side_car_is_whole_at_every_instant_and_only_goes_forward(
        rex: tuple[Path, list[Status]]) -> None:
    run, seen = rex
    assert len(seen) > 3
    assert [s["step"] for s in seen] == sorted(s["step"] for s in seen)
    assert all(s.keys() == seen[0].keys() for s in seen)
    assert all(s["state"] == "running" for s in seen[:-1]) and seen[-1]["state"] == "finished"
    phases = [s["phase"] for s in seen]
    assert phases.index("burn-in") < phases.index("measuring") < phases.index("estimating")
    planning = [s for s in seen if s["phase"] == "planning"]
    assert all(s["step"] == s["steps"] == s["fraction"] == 0 for s in planning)
    assert seen[:len(planning)] == planning
    assert all(s["fraction"] == s["step"] / s["steps"] and s["steps"] == 160000
               for s in seen[len(planning):])
    assert not list(run.parent.glob("*.tmp"))


def test_nothing_is_estimated_in_burn_in(rex: tuple[Path, list[Status]]) -> None:
    for s in rex[1]:
        assert (s["estimate"] is None) == (s["step"] < 40000 + 4 * 32)


def test_estimates_of_a_ladder_on_its_way_agree_with_the_exact_value(
        rex: tuple[Path, list[Status]]) -> None:
    run, seen = rex
    truth = exact(*GLASS)
    estimates = [s["estimate"] for s in seen if s["step"] > 50000]
    assert len(estimates) >= 2
    for e in estimates:
        assert abs(e["ln_z"] - truth) < 4 * e["std_error"] and e["beta"] == 1 and e["rung"] == 7
    assert estimates[0]["std_error"] > estimates[-1]["std_error"]
    with h5py.File(run) as file:
        assert estimates[-1]["ln_z"] == file["result"].attrs["log_z"]
        assert seen[-1]["verdict"] == file["result"].attrs["verdict"] == "ok"


def test_swaps_and_round_trips_are_those_of_the_answer(rex: tuple[Path, list[Status]],
                                                       lnz: Lnz) -> None:
    run, seen = rex
    answer = json.loads(lnz("estimate", run, "--json").stdout)
    last = seen[-1]
    assert last["round_trips"] == answer["round_trips"] > 0
    # The side-car counts from the last re-spacing on, the answer from the end of burn-in.
    assert last["swap_acceptance"]["lowest"] == pytest.approx(answer["lowest_acceptance"], abs=0.02)
    assert last["swap_acceptance"]["mean"] == pytest.approx(1 - answer["barrier"] / 7, abs=0.02)


def test_estimates_of_an_annealing_on_its_way_are_those_of_the_rung_it_has_reached(
        ais: tuple[Path, list[Status]]) -> None:
    seen = [s["estimate"] for s in ais[1]]
    on_the_way = [e for e in seen if 2000 < e["rung"] < 118000]
    assert on_the_way
    for e in on_the_way[:: max(1, len(on_the_way) // 3)]:
        assert e["beta"] == pytest.approx(e["rung"] / 119999) and e["rung"] == e["step"]
        truth = exact("--model", "ising:6x6", "--beta", 0.5 * e["beta"])
        assert abs(e["ln_z"] - truth) < 4 * e["std_error"] < 0.4
        assert 100 < e["ess"] <= 128
    assert seen[-1]["rung"] == 119999 and seen[-1]["beta"] == 1


def test_the_forecast_is_about_right(rex: tuple[Path, list[Status]]) -> None:
    seen = rex[1]
    for s in seen[:-1]:
        if s["step"] < s["steps"]:
            to_go = s["forecast"]["seconds_to_go"]
            assert to_go == pytest.approx((s["steps"] - s["step"]) / s["rate"])
            assert abs(moment(s["forecast"]["end"]) - moment(s["updated"]) - to_go) < 2
            assert s["forecast"]["before_max_time"] is None
    whole = seen[-1]["elapsed_seconds"]
    halfway = next(s for s in seen if s["fraction"] > 0.4)
    foreseen = halfway["elapsed_seconds"] + halfway["forecast"]["seconds_to_go"]
    assert whole / 3 < foreseen < 3 * whole  # others share this machine


def test_it_says_whether_the_time_limit_comes_first(tmp_path: Path) -> None:
    code, seen = watched(REX, tmp_path / "run.h5", "--max-time", "0.6s")
    assert code == STOPPED and seen[-1]["state"] == "stopped" and seen[-1]["forecast"] is None
    assert [s["forecast"]["before_max_time"] for s in seen[1:-1] if s["forecast"]][-1] is False
    with live(REX, tmp_path / "run.h5", "--max-time", "1h"):
        wait_for(lambda: status_of(tmp_path / "run.h5")["forecast"] is not None)
        assert status_of(tmp_path / "run.h5")["forecast"]["before_max_time"] is True


def test_a_run_is_running_stopped_running_and_finished(lnz: Lnz, tmp_path: Path,
                                                       rex: tuple[Path, list[Status]]) -> None:
    run = tmp_path / "run.h5"
    with live(REX, run) as process:
        wait_for(lambda: status_of(run)["checkpoint"] is not None)
        said = lnz("status", run)
        assert said.returncode == 0 and said.stdout.startswith(f"{run}: running"), said
        assert "% " in said.stdout and "to go, until 20" in said.stdout
        assert f"process {process.pid}, 1 rank x 1 thread" in said.stdout
        process.send_signal(signal.SIGTERM)
        assert process.wait(TIME_LIMIT) == STOPPED
    stopped = status_of(run)
    assert stopped["state"] == "stopped" and stopped["checkpoint"]["step"] == stopped["step"]
    said = lnz("status", run)
    assert f"last checkpoint at step {stopped['step']}; run its command again" in said.stdout
    code, seen = watched(REX, run)
    seen = [s for s in seen if s != stopped]
    assert code == 0 and seen[0]["state"] == "running" and seen[-1]["state"] == "finished"
    assert seen[0]["step"] > stopped["step"]
    assert seen[0]["elapsed_seconds"] > stopped["elapsed_seconds"]
    said = lnz("status", run)
    assert "finished" in said.stdout and "verdict ok" in said.stdout
    assert_same(run, rex[0])


def test_training_tells_its_epoch_and_what_it_has_reached(lnz: Lnz, tmp_path: Path,
                                                          rng_bits: Path) -> None:
    model = tmp_path / "model.h5"
    code, seen = watched(["train", "--data", rng_bits, "--hidden", 16, "--epochs", 40], model)
    assert code == 0 and seen[-1]["state"] == "finished"
    on_the_way = [s for s in seen if s["figures"] and s["phase"] and "epoch" in s["phase"]]
    assert on_the_way and all(s["phase"].endswith(" of 40") for s in on_the_way)
    assert -40 < on_the_way[-1]["figures"]["pseudo_log_likelihood"] < 0
    assert all(s["estimate"] is None and s["round_trips"] is None for s in seen)
    said = lnz("status", model)
    assert "finished" in said.stdout and "pseudo_log_likelihood: -" in said.stdout


def test_a_killed_run_is_dead(lnz: Lnz, tmp_path: Path) -> None:
    run = tmp_path / "run.h5"
    with live(REX, run) as process:
        wait_for(lambda: status_of(run)["checkpoint"] is not None)
        process.kill()
        process.wait(TIME_LIMIT)
    left = status_of(run)
    assert left["state"] == "running"
    said = lnz("status", run)
    assert said.returncode == 0
    assert "dead: no sign of life for " in said.stdout and "to go" not in said.stdout
    assert f"last checkpoint at step {left['checkpoint']['step']}; run its command" in said.stdout
    assert json.loads(lnz("status", run, "--json").stdout)["life"] == "dead"


def test_a_run_that_fails_says_so(lnz: Lnz, tmp_path: Path) -> None:
    run = tmp_path / "run.h5"
    with live(AIS, run) as process:
        wait_for(lambda: status_of(run)["checkpoint"] is not None)
        run.unlink()
        run.mkdir()  # no checkpoint can be written any more
        (run / "in the way").touch()
        assert process.wait(TIME_LIMIT) not in (0, STOPPED)
    assert status_of(run)["state"] == "failed"
    assert "failed" in lnz("status", side_car(run)).stdout


def test_looking_changes_no_bit_and_a_side_car_that_cannot_be_written_costs_one_line(
        tmp_path: Path, rex: tuple[Path, list[Status]]) -> None:
    run = tmp_path / "run.h5"
    side_car(run).mkdir()
    done = subprocess.run(command(*REX, "-o", run, *OFTEN), env=surroundings(), text=True,
                          capture_output=True, timeout=TIME_LIMIT)
    assert done.returncode == 0
    warnings = [line for line in done.stderr.splitlines() if "warning" in line]
    assert len(warnings) == 1 and "status" in warnings[0], done.stderr
    assert_same(run, rex[0])


def doctored(folder: Path, seen: list[Status], age: float, **changes: Any) -> Path:
    """A side-car that says what this one said halfway, so many seconds ago."""
    status = {**next(s for s in seen if s["fraction"] > 0.4), **changes}
    status["updated"] = datetime.fromtimestamp(
        time.time() - age, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    run = folder / "run.h5"
    draft = folder / "draft"
    draft.write_text(json.dumps(status))
    draft.rename(side_car(run))
    return run


@pytest.mark.parametrize("host, age, life", [
    ("elsewhere", 30, "alive"), ("elsewhere", 720, "dead"), (None, 30, "alive"),
    (None, 720, "silent")])
def test_signs_of_life_are_the_age_elsewhere_and_the_process_here(
        host: str, age: float, life: str, lnz: Lnz, tmp_path: Path,
        rex: tuple[Path, list[Status]]) -> None:
    run = doctored(tmp_path, rex[1], age, host=host or os.uname().nodename, pid=os.getpid())
    found = json.loads(lnz("status", run, "--json").stdout)
    assert found["life"] == life and abs(found["age_seconds"] - age) < 20
    words = {"alive": "running", "dead": "dead: no sign of life for 12 min",
             "silent": "silent: no sign of life for 12 min"}
    assert words[life] in lnz("status", run).stdout


def test_a_run_that_updates_seldom_is_given_time(lnz: Lnz, tmp_path: Path,
                                                 rex: tuple[Path, list[Status]]) -> None:
    run = doctored(tmp_path, rex[1], 720, host="elsewhere", interval_seconds=200.0)
    assert json.loads(lnz("status", run, "--json").stdout)["life"] == "alive"


def test_only_the_side_car_is_read(lnz: Lnz, tmp_path: Path,
                                   rex: tuple[Path, list[Status]]) -> None:
    run = doctored(tmp_path, rex[1], 1, host="elsewhere")
    run.write_bytes(b"no HDF5")
    run.chmod(0)
    assert "running" in lnz("status", run).stdout


def test_a_finished_run_without_side_car_is_read_from_its_file_under_lock(
        lnz: Lnz, tmp_path: Path, rex: tuple[Path, list[Status]]) -> None:
    run = tmp_path / "old.h5"
    run.write_bytes(rex[0].read_bytes())
    with open(run) as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)  # as HDF5 locks what it writes
        said = lnz("status", run)
    assert said.returncode == 0 and "finished" in said.stdout and "verdict ok" in said.stdout
    assert said.stdout.endswith(f"read from the run file itself: there is no {side_car(run)}\n")


def test_an_unfinished_run_without_side_car_tells_its_checkpoint(lnz: Lnz, tmp_path: Path) -> None:
    run = tmp_path / "run.h5"
    assert watched(REX, run, "--max-time", "0.3s")[0] == STOPPED
    step = status_of(run)["step"]
    side_car(run).unlink()
    said = lnz("status", run)
    assert "left unfinished" in said.stdout and f"last checkpoint at step {step};" in said.stdout


@pytest.mark.parametrize("text, complaint", [
    ("", "empty"), ('{"format": "lnz-sta', "no JSON"), ("[1, 2]", "no status of lnz"),
    ('{"format": "lnz-bench"}', "no status of lnz"),
    ('{"format": "lnz-status", "version": 2}', "newer lnz"),
    ('{"format": "lnz-status", "version": 1, "command": 7}', "damaged"), (None, "directory")])
def test_what_is_no_side_car_is_refused(text: str, complaint: str, lnz: Lnz,
                                        tmp_path: Path) -> None:
    run = tmp_path / "run.h5"
    if text is None:
        side_car(run).mkdir()
    else:
        side_car(run).write_text(text)
    assert complaint in assert_refused(lnz, tmp_path, "status", run)


def test_what_is_no_run_is_refused(lnz: Lnz, tmp_path: Path, rbm: Path) -> None:
    assert "has the run begun?" in assert_refused(lnz, tmp_path, "status", "none.h5")
    assert "directory" in assert_refused(lnz, tmp_path, "status", tmp_path)
    assert "not a run file" in assert_refused(lnz, tmp_path, "status", rbm)
    assert "RUN.h5" in assert_refused(lnz, tmp_path, "status")
    assert "RUN.h5" in assert_refused(lnz, tmp_path, "status", rbm, rbm)


def test_status_starts_without_mpi(tmp_path: Path, rex: tuple[Path, list[Status]]) -> None:
    no_mpi = {**surroundings(), "OMPI_MCA_pml": "none"}
    refused, said = (subprocess.run(command(*words), env=no_mpi, capture_output=True, text=True,
                                    timeout=TIME_LIMIT)
                     for words in (["estimate", rex[0]], ["status", rex[0]]))
    assert refused.returncode != 0 and said.returncode == 0 and "finished" in said.stdout


@pytest.mark.parametrize("terminal", [False, True])
def test_watching_ends_with_the_run(terminal: bool, tmp_path: Path,
                                    rex: tuple[Path, list[Status]]) -> None:
    run = doctored(tmp_path, rex[1], 1, host="elsewhere")
    ours, theirs = pty.openpty() if terminal else os.pipe()
    with subprocess.Popen(command("status", run, "--watch"), env=surroundings(),
                          stdout=theirs) as process:
        os.close(theirs)
        said = os.read(ours, 4096)
        doctored(tmp_path, rex[1], 0, host="elsewhere", state="finished", verdict="ok")
        assert process.wait(TIME_LIMIT) == 0
        said += os.read(ours, 4096)
    os.close(ours)
    assert said.count(b"running, ") == 1 and said.count(b"finished ") == 1
    assert (b"\x1b[" in said) == terminal
    assert terminal or said.count(b"\n") == 2
