"""A wrong option or configuration is refused in one line that names what would be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import Lnz
from refusal import assert_refused

AIS = ["ais", "--model", "ising:4x4", "-o", "run.h5"]
REX = ["rex", "--model", "ising:4x4", "-o", "run.h5"]

LINES: dict[str, list[Any]] = {
    "unknown verb": ["aiss"],
    "unknown option": [*AIS, "--chians", 10],
    "unknown option with its value": [*AIS, "--chians=10"],
    "unknown short option": [*AIS, "-z", 10],
    "option without its value": [*AIS, "--chains"],
    "empty value": [*AIS, "--chains="],
    "option twice": [*AIS, "--chains", 10, "--chains", 20],
    "switch with a value": [*AIS, "--json=maybe"],
    "stray word": [*AIS, "more"],
    "no model": ["ais", "-o", "run.h5"],
    "empty model": ["ais", "--model", "", "-o", "run.h5"],
    "zero chains": [*AIS, "--chains", 0],
    "negative chains": [*AIS, "--chains", -5],
    "one chain": [*AIS, "--chains", 1],
    "chains of a word": [*AIS, "--chains", "many"],
    "half a chain": [*AIS, "--chains", 10.5],
    "chains beyond counting": [*AIS, "--chains", "99999999999999999999"],
    "zero rungs": [*AIS, "--rungs", 0],
    "one rung": [*AIS, "--rungs", 1],
    "negative rungs": [*AIS, "--rungs", -10],
    "zero sweeps per rung": [*AIS, "--sweeps-per-rung", 0],
    "zero lanes": [*AIS, "--lanes", 0],
    "zero sweeps": [*REX, "--sweeps", 0],
    "negative sweeps": [*REX, "--sweeps", -100],
    "negative burn-in": [*REX, "--burn-in", -1],
    "zero thinning": [*REX, "--thin", 0],
    "thinning all away": [*REX, "--sweeps", 100, "--thin", 80],
    "zero interval of chains": [*REX, "--save-chains", 0],
    "negative lanes": [*REX, "--lanes", -8],
    "negative seed": [*REX, "--seed", -1],
    "seed of a word": [*REX, "--seed", "lucky"],
    "beta NaN": [*REX, "--beta", "nan"],
    "beta infinite": [*REX, "--beta", "inf"],
    "beta of a word": [*REX, "--beta", "cold"],
    "time of a word": [*REX, "--max-time", "soon"],
    "negative time": [*REX, "--max-time", "-5"],
    "time in unknown units": [*REX, "--max-time", "3weeks"],
    "time that is no number": [*REX, "--checkpoint-interval", "nan"],
    "unknown schedule": [*AIS, "--schedule", "sigmoit"],
    "missing data of the reference": [*AIS, "--reference", "none.h5:train"],
    "unknown method of exact": ["exact", "--model", "ising:4x4", "--method", "magic"],
    "method that does not apply": ["exact", "--model", "rbm:4x4", "--method", "kaufman"],
    "exact of what is too large": ["exact", "--model", "rbm:400x400"],
    "exact at beta NaN": ["exact", "--model", "ising:4x4", "--beta", "nan"],
    "estimate of nothing": ["estimate"],
    "estimate of a missing run": ["estimate", "none.h5"],
    "loglik without data": ["loglik", "--model", "rbm:4x4", "--ln-z", 1],
    "model without a word": ["model"],
    "model with an unknown word": ["model", "shwo", "rbm:4x4"],
    "model make without a name": ["model", "make", "rbm:4x4"],
    "import of a missing file": ["model", "import", "none.mat", "m.h5"],
    "config that is missing": [*AIS, "--config", "none.ini"],
}


@pytest.mark.parametrize("case", LINES)
def test_a_wrong_line_is_refused(case: str, lnz: Lnz, tmp_path: Path) -> None:
    assert_refused(lnz, tmp_path, *LINES[case])


@pytest.mark.parametrize("case", ["unknown option", "zero chains", "beta NaN", "unknown schedule"])
def test_a_wrong_line_is_refused_by_two_ranks(case: str, lnz: Lnz, tmp_path: Path) -> None:
    assert_refused(lnz, tmp_path, *LINES[case], ranks=2)


TEAMS: dict[str, tuple[list[Any], int]] = {
    "no ranks": ([*AIS, "--team", 0], 1),
    "a word": ([*AIS, "--team", "two"], 1),
    "more than the job's": ([*AIS, "--team", 2], 1),
    "no divisor": ([*AIS, "--team", 2], 3),
    "machine that cannot be shared": (["ais", "--model", "rbm:8x4", "--team", 2], 2),
    "open lattice": (["rex", "--model", "ising:1024x1024,boundary=open", "--team", 2], 2),
    "other moves": (["ais", "--model", "ising:1024x1024", "--moves", "forest", "--team", 2], 2),
    "too few lines": (["rex", "--model", "ising:64x64", "--team", 2], 2),
    "too many lanes": (["ais", "--model", "ising:1024x1024", "--rungs", 3, "--schedule", "linear",
                        "--team", 2], 4),
}


@pytest.mark.parametrize("case", TEAMS)
def test_a_wrong_team_is_refused(case: str, lnz: Lnz, tmp_path: Path) -> None:
    words, ranks = TEAMS[case]
    assert "--team" in assert_refused(lnz, tmp_path, *words, ranks=ranks)


CONFIGS = {
    "unknown key on top": ("modle = ising:4x4\n", "model"),
    "unknown key in its section": ("[ais]\nchians = 10\n", "chains"),
    "key of one verb on top": ("chains = 10\n", "[ais]"),
    "switch of a word": ("json = maybe\n", "json"),
    "value out of range": ("[ais]\nchains = 0\n", "chains"),
    "line that Boost's own message names": ("%invalid_line%\n", "%invalid_line%"),
    "line of control characters": ("\x1b[2J\r\x00\n", "?"),
    "empty": ("", "empty"),
    "no INI at all": ("{\"chains\": 10}\n", ""),
}


@pytest.mark.parametrize("case", CONFIGS)
def test_a_wrong_config_is_refused(case: str, lnz: Lnz, tmp_path: Path) -> None:
    content, nearest = CONFIGS[case]
    (tmp_path / "run.ini").write_text(content)
    message = assert_refused(lnz, tmp_path, *AIS, "--config", "run.ini")
    assert nearest in message


@pytest.mark.parametrize("option", ["--config", "--schedule"])
@pytest.mark.parametrize("path", ["/dev/zero", "."], ids=["a device", "a directory"])
def test_a_config_or_schedule_must_be_a_file(option: str, path: str, lnz: Lnz,
                                             tmp_path: Path) -> None:
    assert_refused(lnz, tmp_path, *AIS, option, path)


def test_a_long_line_and_a_line_break_in_a_word_are_told_in_one_short_line(
        lnz: Lnz, tmp_path: Path) -> None:
    for model in "ising:" + "1x" * 50000 + "1", "ising:4x4\nlnz: error: x":
        assert len(assert_refused(lnz, tmp_path, "exact", "--model", model)) < 2048


SCHEDULES = {"empty": "", "a word": "0\nhalf\n1\n", "one value": "0\n", "falling": "0\n0.6\n0.5\n1\n",
             "not from 0": "0.1\n1\n", "not to 1": "0\n0.9\n", "beyond 1": "0\n1\n2\n",
             "NaN": "0\nnan\n1\n", "repeated": "0\n0.5\n0.5\n1\n"}


@pytest.mark.parametrize("case", SCHEDULES)
def test_a_wrong_schedule_file_is_refused(case: str, lnz: Lnz, tmp_path: Path) -> None:
    (tmp_path / "beta.txt").write_text(SCHEDULES[case])
    assert_refused(lnz, tmp_path, *AIS, "--chains", 8, "--schedule", "beta.txt")


@pytest.mark.parametrize("typed, meant", [("--chians", "--chains"), ("--modle", "--model"),
                                          ("--max_time", "--max-time")])
def test_an_unknown_option_names_the_nearest(typed: str, meant: str, lnz: Lnz,
                                             tmp_path: Path) -> None:
    message = assert_refused(lnz, tmp_path, *AIS, typed, 1)
    assert f"did you mean '{meant}'" in message


def test_an_unknown_verb_names_the_nearest(lnz: Lnz, tmp_path: Path) -> None:
    assert "'estimate'" in assert_refused(lnz, tmp_path, "estimat")
