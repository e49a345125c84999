"""What lnz approx says, and paths that start from mean-field means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import pytest

from conftest import DATA, Lnz

EXACT = json.loads((DATA / "exact.json").read_text())["rbm_20x20_sd0.5"]["ln_z"]["1"]


def said(lnz: Lnz, *words: Any) -> dict[str, Any]:
    return dict(json.loads(lnz("approx", *words, "--json").stdout))


def test_approx_tells_bounds_from_other_numbers_and_gives_no_error(lnz: Lnz, rbm: Path) -> None:
    out = said(lnz, "--model", rbm)
    assert out["std_error"] is None and out["ci95"] == [None, None]
    found = {e["method"]: e for e in out["estimates"]}
    assert set(found) == {"naive", "tap2", "tap3", "bethe"} and out["ln_z"] == found[
        out["method"]]["ln_z"]
    assert [m for m, e in found.items() if e["bound"] == "lower"] == ["naive"]
    assert found["naive"]["ln_z"] < EXACT
    for method, e in found.items():
        assert e["converged"] and e["std_error"] is None, method
        assert e["ln_z"] == pytest.approx(EXACT, rel=0.05), method


def test_one_method_alone(lnz: Lnz) -> None:
    out = said(lnz, "--model", "ising:12,boundary=open", "--method", "bethe")
    assert [e["method"] for e in out["estimates"]] == ["bethe"]
    exact = json.loads(lnz("exact", "--model", "ising:12,boundary=open", "--json").stdout)["ln_z"]
    assert out["ln_z"] == pytest.approx(exact, rel=1e-12)


def test_what_did_not_converge_is_said(lnz: Lnz) -> None:
    model = "ising:6x6,J=gauss,h=0.1,seed=3"
    words = ["--model", model, "--beta", 8, "--method", "tap2"]
    assert said(lnz, *words)["verdict"] == "suspect"
    assert "not converged" in lnz("approx", *words).stdout.splitlines()[-1]


def test_a_path_from_mean_field_means_reaches_the_exact_value(lnz: Lnz, rbm: Path,
                                                              tmp_path: Path) -> None:
    out = json.loads(lnz("ais", "--model", rbm, "--reference", "mean-field", "--chains", 200,
                         "--rungs", 300, "-o", "run.h5", "--json").stdout)
    assert abs(out["ln_z"] - EXACT) < 4 * out["std_error"]
    with h5py.File(tmp_path / "run.h5") as run:
        mean = run["reference/mean"][()]
    assert len(mean) == 20 and min(mean) > 0.045 and max(mean) < 0.955
