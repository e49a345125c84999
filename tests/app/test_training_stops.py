"""Training that was stopped and continued writes the model of one that was not."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from conftest import TIME_LIMIT, Lnz, command, surroundings
from refusal import assert_refused
from run_contents import assert_same

STOPPED = 75
EPOCHS = 60
TRAIN: list[Any] = ["train", "--hidden", 100, "--epochs", EPOCHS, "--centred"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "images.npy"
    np.save(path, (np.random.default_rng(1).random((2000, 150)) < 0.3).astype(np.uint8))
    return path


@pytest.fixture(scope="module")
def whole(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of training without a stop, on one thread."""
    path = tmp_path_factory.mktemp("whole") / "m.h5"
    subprocess.run(command(*TRAIN, "--data", data, "-o", path, "--quiet"), env=surroundings(),
                   check=True, timeout=TIME_LIMIT)
    return path


def interrupt(words: list[Any], checkpoint: Path, by: signal.Signals, ranks: int,
              threads: int) -> int:
    """Starts training, waits for its first checkpoint, signals it; returns the exit status."""
    line = command(*words, "--checkpoint-interval", "0.1s", "--quiet", ranks=ranks)
    with subprocess.Popen(line, env=surroundings(threads), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        end = time.monotonic() + TIME_LIMIT
        while not checkpoint.exists() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(by)
        process.communicate(timeout=TIME_LIMIT)
    return process.returncode


def stopped(lnz: Lnz, data: Path, *more: Any) -> None:
    result = lnz(*TRAIN, "--data", data, "-o", "m.h5", "--max-time", "0.2s", "--quiet", *more)
    assert result.returncode == STOPPED, result


@pytest.mark.parametrize("by, ranks, threads, status", [
    (signal.SIGTERM, 1, 1, STOPPED), (signal.SIGUSR1, 1, 2, STOPPED),
    (signal.SIGUSR2, 2, 1, STOPPED), (signal.SIGKILL, 1, 2, -signal.SIGKILL)],
    ids=["SIGTERM", "SIGUSR1 on 2 threads", "SIGUSR2 on 2 ranks", "SIGKILL"])
def test_a_signal_changes_nothing(by: signal.Signals, ranks: int, threads: int, status: int,
                                  lnz: Lnz, tmp_path: Path, data: Path, whole: Path) -> None:
    path, checkpoint = tmp_path / "m.h5", tmp_path / "m.h5.run"
    words = [*TRAIN, "--data", data, "-o", path]
    assert interrupt(words, checkpoint, by, ranks, threads) == status
    assert checkpoint.exists() and not path.exists()
    again = lnz(*words, ranks=3 - ranks, threads=3 - threads)
    assert again.returncode == 0, again.stderr
    assert "epoch   1 of" not in again.stderr and f"epoch  {EPOCHS} of" in again.stderr
    assert_same(path, whole)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["m.h5", "m.h5.status.json"]


def test_a_finished_training_prints_its_result_again(lnz: Lnz, tmp_path: Path, data: Path,
                                                     whole: Path) -> None:
    """As a batch job does that was put back into the queue in its last second."""
    path = Path(shutil.copy(whole, tmp_path / "m.h5"))
    before = path.read_bytes(), path.stat().st_mtime_ns
    words = [*TRAIN, "--data", data, "-o", path, "--json"]
    again = lnz(*words, ranks=2)
    assert again.returncode == 0 and "epoch" not in again.stderr, again.stderr
    said = json.loads(again.stdout)
    assert said["examples"] == 2000 and said["epochs"] == EPOCHS and said["log_likelihood"] < 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert json.loads(lnz(*words, "--dry-run", 1).stdout)["status"] == "finished"
    for other in (["--seed", 2], ["--examples", 1999], ["--restart"]):
        assert "exists" in assert_refused(lnz, tmp_path, *words, *other)
    with h5py.File(path, "a") as file:
        del file["train"]  # by an older lnz
    assert "exists" in assert_refused(lnz, tmp_path, *words)


def test_a_time_limit_changes_nothing(lnz: Lnz, tmp_path: Path, data: Path, whole: Path) -> None:
    words = [*TRAIN, "--data", data, "-o", "m.h5", "--quiet"]
    assert lnz(*words, "--max-time", "0.4s").returncode == STOPPED
    status = lnz(*words, "--max-time", "0.4s", threads=2).returncode
    assert status in (STOPPED, 0)  # a fast machine is through
    if status == STOPPED:
        assert lnz(*words).returncode == 0
    assert_same(tmp_path / "m.h5", whole)


@pytest.fixture(scope="module")
def left(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint of training that was stopped."""
    path = tmp_path_factory.mktemp("left") / "m.h5"
    words = command(*TRAIN, "--data", data, "-o", path, "--max-time", "0.1s", "--quiet")
    status = subprocess.run(words, env=surroundings(), timeout=TIME_LIMIT).returncode
    assert status == STOPPED
    return path.with_name("m.h5.run")


def test_other_examples_are_refused(lnz: Lnz, tmp_path: Path, data: Path, left: Path) -> None:
    shutil.copy(left, tmp_path)
    assert "data" in assert_refused(lnz, tmp_path, *TRAIN, "--data", data, "-o", "m.h5", "--quiet",
                                    "--examples", 1999)


@pytest.mark.parametrize("key, value", [
    ("hidden", 101), ("method", "cd"), ("steps", 2), ("epochs", 61), ("batch", 99), ("rate", 0.06),
    ("final-rate", 0.01), ("momentum", 0.6), ("weight-decay", 0), ("initial-scale", 0.02),
    ("seed", 2), ("centred", None)])
def test_another_option_is_refused_by_name(key: str, value: Any, lnz: Lnz, tmp_path: Path,
                                           data: Path, left: Path) -> None:
    shutil.copy(left, tmp_path)
    options: dict[str, Any] = {"hidden": 100, "epochs": EPOCHS, "centred": "", key: value}
    words = [word for name, text in options.items() if text is not None
             for word in (f"--{name}", text) if word != ""]
    message = assert_refused(lnz, tmp_path, "train", "--data", data, "-o", "m.h5", "--quiet",
                             *words)
    assert f"made with {key} = " in message


def test_restart_discards_a_checkpoint(lnz: Lnz, tmp_path: Path, data: Path) -> None:
    short = ["train", "--data", data, "--epochs", 2, "--quiet"]
    stopped(lnz, data)
    again = lnz(*short, "-o", "m.h5", "--restart")
    assert again.returncode == 0, again.stderr
    assert lnz(*short, "-o", "new.h5").returncode == 0
    assert_same(tmp_path / "m.h5", tmp_path / "new.h5")


def test_a_model_that_is_there_is_kept_with_a_checkpoint_beside_it(lnz: Lnz, tmp_path: Path,
                                                                   data: Path,
                                                                   whole: Path) -> None:
    (tmp_path / "m.h5").write_bytes(b"a model")
    stopped(lnz, data, "--overwrite")
    assert (tmp_path / "m.h5").read_bytes() == b"a model"
    words = [*TRAIN, "--data", data, "-o", "m.h5", "--quiet"]
    assert "--overwrite" in assert_refused(lnz, tmp_path, *words)
    assert lnz(*words, "--overwrite").returncode == 0
    assert_same(tmp_path / "m.h5", whole)


def test_a_file_that_is_no_run_is_no_checkpoint(lnz: Lnz, tmp_path: Path, data: Path) -> None:
    (tmp_path / "m.h5.run").write_text("mine")
    for more in [], ["--restart"]:
        assert_refused(lnz, tmp_path, *TRAIN, "--data", data, "-o", "m.h5", "--quiet", *more)
