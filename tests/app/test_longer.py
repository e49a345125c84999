"""A run that is raised on continuing equals one that was as long from the start."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import h5py
import pytest

from conftest import DATA, Lnz
from refusal import assert_refused
from run_contents import assert_same, contents

STOPPED = 75
AIS = ["ais", "--model", "ising:6x6", "--quiet", "--save-chains", "--lanes", 8, "--rungs", 40]
REX = ["rex", "--model", "ising:6x6", "--quiet", "--save-chains", 30, "--rungs", 5, "--burn-in",
       200]
LONG: dict[str, tuple[list[Any], str, int]] = {"ais": ([*AIS], "--chains", 61),
                                               "rex": ([*REX], "--sweeps", 900)}


def config(path: Path) -> dict[str, str]:
    with h5py.File(path) as file:
        return dict(json.loads(file.attrs["config"]))


@pytest.mark.parametrize("name, lengths", [("ais", [21]), ("ais", [3, 24, 60]), ("rex", [301]),
                                           ("rex", [2, 300, 600])])
def test_a_raised_run_is_one_run(name: str, lengths: list[int], lnz: Lnz, tmp_path: Path) -> None:
    words, raisable, longest = LONG[name]
    whole = lnz(*words, raisable, longest, "-o", "whole.h5")
    assert whole.returncode in (0, 3), whole.stderr
    for n, length in enumerate([*lengths, longest]):
        last = lnz(*words, raisable, length, "-o", "run.h5", ranks=n % 3 + 1, threads=2 - n % 2)
        assert last.returncode in (0, 3), last.stderr
    assert last.stdout.splitlines()[-1] == whole.stdout.splitlines()[-1]
    assert_same(tmp_path / "run.h5", tmp_path / "whole.h5")


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("first_stops", [True, False], ids=["stopped", "finished"])
def test_stops_change_nothing_of_a_raised_run(name: str, first_stops: bool, lnz: Lnz,
                                              tmp_path: Path) -> None:
    words, raisable, longest = LONG[name]
    whole = lnz(*words, raisable, longest, "-o", "whole.h5")
    assert whole.returncode in (0, 3), whole.stderr
    at_once = ["--max-time", "0.001s", "-o", "run.h5"]  # after a step
    first = lnz(*words, raisable, 30, "-o", "run.h5", *(at_once[:2] if first_stops else []))
    assert (first.returncode == STOPPED) == first_stops, first
    for ranks in 2, 1, 3:
        again = lnz(*words, raisable, longest, *at_once, ranks=ranks)
        assert again.returncode == STOPPED, again
        assert (config(tmp_path / "run.h5")[raisable[2:]] == "30") == first_stops
    last = lnz(*words, raisable, longest, "-o", "run.h5", ranks=2)
    assert last.returncode == whole.returncode, last.stderr
    assert_same(tmp_path / "run.h5", tmp_path / "whole.h5")


def test_burn_in_and_thinning_stay_those_of_the_first_run(lnz: Lnz, tmp_path: Path) -> None:
    words = ["rex", "--model", "ising:8x8", "--rungs", 3, "--lanes", 1, "--quiet"]
    for sweeps in 100, 300:
        lnz(*words, "--sweeps", sweeps, "-o", "run.h5")
    lnz(*words, "--sweeps", 300, "--burn-in", 100, "--thin", 1, "-o", "whole.h5")
    raised, whole = contents(tmp_path / "run.h5"), contents(tmp_path / "whole.h5")
    assert raised.pop("@config") != whole.pop("@config")
    assert raised == whole
    assert config(tmp_path / "run.h5")["sweeps"] == "300"


def test_lanes_stay_those_of_the_first_run(lnz: Lnz, tmp_path: Path) -> None:
    words = ["ais", "--model", "ising:5x5,J=gauss", "--rungs", 30, "--quiet"]
    for chains in 33, 150:
        lnz(*words, "--chains", chains, "-o", "run.h5")
    lnz(*words, "--chains", 150, "--lanes", 16, "-o", "whole.h5")
    raised, whole = contents(tmp_path / "run.h5"), contents(tmp_path / "whole.h5")
    assert raised.pop("@config") != whole.pop("@config")
    assert raised == whole


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("ranks", [1, 2])
def test_lowering_is_refused(name: str, ranks: int, lnz: Lnz, tmp_path: Path) -> None:
    words, raisable, _ = LONG[name]
    lnz(*words, raisable, 50, "-o", "run.h5")
    said = assert_refused(lnz, tmp_path, *words, raisable, 49, "-o", "run.h5", ranks=ranks)
    assert "raised, not lowered" in said and f"{raisable[2:]} = 50" in said


@pytest.mark.parametrize("name, other", [("ais", ["--seed", 2]), ("rex", ["--thin", 2]),
                                         ("rex", ["--burn-in", 100])])
def test_raising_hides_no_other_difference(name: str, other: list[Any], lnz: Lnz,
                                           tmp_path: Path) -> None:
    words, raisable, _ = LONG[name]
    lnz(*words, raisable, 50, "-o", "run.h5")
    if other[0] in words:
        words = [*words[:words.index(other[0])], *words[words.index(other[0]) + 2:]]
    said = assert_refused(lnz, tmp_path, *words, *other, raisable, 60, "-o", "run.h5")
    assert other[0][2:] in said


@pytest.mark.parametrize("words", [["ais", "--chains", 5, "--rungs", 8],
                                   ["rex", "--sweeps", 21, "--burn-in", 10, "--rungs", 3]],
                         ids=lambda words: str(words[0]))
def test_a_file_of_an_older_lnz_is_not_raised(words: list[Any], lnz: Lnz, tmp_path: Path) -> None:
    """The kept files finished with 4 chains and with 20 sweeps, and hold nothing to go on from."""
    path = tmp_path / "run.h5"
    shutil.copy(DATA / "runs" / f"{words[0]}_nothing_to_raise.h5", path)
    words = [*words, "--model", "ising:4x4", "--schedule", "linear"]
    said = assert_refused(lnz, tmp_path, *words, "-o", path)
    assert "kept nothing to go on from" in said
    words[2] -= 1
    before = path.read_bytes()
    again = lnz(*words, "-o", path, "--quiet")
    assert again.returncode == 3 and "ln Z = " in again.stdout, again.stderr
    assert path.read_bytes() == before
