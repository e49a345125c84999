"""Drivers on machines that are not bipartite, against ln Z by enumeration."""

from __future__ import annotations

import json

import pytest

from conftest import DATA, Lnz

EXACT = json.loads((DATA / "exact.json").read_text())
DRIVERS = {"ais": ["--chains", 400, "--rungs", 300], "rex": ["--sweeps", 4000, "--rungs", 8]}
CASES = [("gbm_12_8_sd0.5", "1", "auto"), ("hopfield_N24_P3", "1.0", "heat-bath"),
         ("hopfield_N24_P3", "2.0", "gaussian"), ("sk_N24", "1.0", "heat-bath"),
         ("sk_N24", "2.0", "auto")]


@pytest.mark.parametrize("verb", DRIVERS)
@pytest.mark.parametrize("name,beta,moves", CASES)
def test_a_driver_agrees_with_enumeration(name: str, beta: str, moves: str, verb: str,
                                          lnz: Lnz) -> None:
    result = lnz(verb, "--model", DATA / EXACT[name]["file"], "--beta", beta, "--moves", moves,
                 "--seed", 2, "--json", "-o", "run.h5", *DRIVERS[verb])
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    assert answer["verdict"] == "ok", answer["reasons"]
    assert answer["std_error"] < 0.1
    assert abs(answer["ln_z"] - EXACT[name]["ln_z"][beta]) < 4 * answer["std_error"]
