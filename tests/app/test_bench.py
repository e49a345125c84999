"""`lnz bench`: what it prints and refuses. How fast anything is, is no test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Lnz
from refusal import assert_refused

QUICK = ["bench", "kernels", "--min-time", 0.01, "--repetitions", 2]
KEYS = {"name", "shape", "value", "unit", "reference", "reference_value", "ratio", "threads",
        "median", "spread", "seconds", "clock", "work_per_item", "work_per_cycle"}
ROWS = {("ars-5", "16 KiB"), ("draw units", "512x256"), ("rbm step int16", "100x50x1000"),
        ("rbm step float32", "100x50x1000"), ("ising +-J replicas", "16x16x16x256")}


def assert_row(row: dict[str, Any]) -> None:
    assert KEYS <= row.keys()
    assert row["unit"].startswith("cycles per ")
    assert row["value"] > 0 and row["seconds"] > 0 and row["spread"] >= 0
    assert row["median"] >= row["value"]
    assert 1e8 < row["clock"] < 1e10
    if row["reference"] is None:  # OpenBLAS is not installed
        assert "rbm" in row["name"] or "lookup" in row["name"]
        assert row["reference_value"] is None and row["ratio"] is None
    else:
        assert row["reference_value"] > 0
        assert row["ratio"] == pytest.approx(row["reference_value"] / row["value"], rel=1e-12)


def test_one_object_with_every_row_asked_for(lnz: Lnz, tmp_path: Path) -> None:
    result = lnz(*QUICK, "--json", "-o", "bench.json",
                 "--filter", r"ars|draw|^rbm.* 100x|16x16x16")
    assert result.returncode == 0, result.stderr
    out = json.loads(result.stdout)
    assert {(row["name"], row["shape"]) for row in out["results"]} == ROWS
    for row in out["results"]:
        assert_row(row)
    assert {"cpu", "clock", "instructions", "vector_target", "threads", "compiler",
            "blas"} <= out["machine"].keys()
    assert (tmp_path / "bench.json").read_text() == result.stdout


def test_two_threads_are_compared_with_one(lnz: Lnz) -> None:
    result = lnz(*QUICK, "--json", "--quiet", "--filter", "rbm step int16, 2 threads")
    assert (result.returncode, result.stderr) == (0, "")
    row, = json.loads(result.stdout)["results"]
    assert_row(row)
    assert (row["threads"], row["reference"]) == (2, "one thread")


def test_a_table_has_a_line_a_row(lnz: Lnz) -> None:
    result = lnz(*QUICK, "--filter", "ars|draw")
    assert (result.returncode, result.stderr) == (0, "")
    machine, heading, draw, ars = result.stdout.splitlines()[:4]
    assert "GHz" in machine and "ratio" in heading
    assert draw.startswith("draw units ") and ars.startswith("ars-5 ")


def test_a_limit_holds_for_kernels_and_references(lnz: Lnz,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_CORETYPE", "SkylakeX")
    result = lnz(*QUICK, "--json", "--quiet", "--instructions", "avx2",
                 "--filter", "^rbm.* 100x|first")
    if "this processor has none" in result.stderr:
        pytest.skip("no AVX2 here")
    assert (result.returncode, result.stderr) == (0, "")
    out = json.loads(result.stdout)
    assert (out["machine"]["instructions"], out["machine"]["vector_target"]) == ("avx2", "AVX2")
    assert out["machine"]["blas"] in ("Haswell", "Zen", None)
    first_cache, = (row for row in out["results"] if row["name"] == "first-cache load")
    assert 1 / first_cache["value"] < 100  # bytes a cycle: three loads of 32 at most


def test_estimators_are_off_by_about_what_they_say(lnz: Lnz) -> None:
    result = lnz("bench", "estimators", "--json", "--quiet", "--repetitions", 10,
                 "--filter", "x 300 rungs|rex ising:8x8 .* 2000 sweeps")
    assert (result.returncode, result.stderr) == (0, "")
    rows = json.loads(result.stdout)["results"]
    assert {row["name"] for row in rows} == {"ais", "bennett", "stepping-stone-up",
                                             "stepping-stone-down", "thermodynamic-integration"}
    assert len({row["model"] for row in rows}) == 3
    for row in rows:
        assert (row["unit"], row["reference"]) == ("nats", "reported standard error")
        assert row["value"] >= abs(row["bias"]) and row["seconds"] > 0 and row["runs"] == 10
        assert row["ratio"] == pytest.approx(row["reference_value"] / row["value"], rel=1e-12)
        # Of ten errors: four standard deviations of the logarithm, sqrt(1/20).
        assert 1 / 2.45 < row["ratio"] < 2.45


@pytest.mark.parametrize("words, complaint", [
    (["bench"], "kernels"),
    (["bench", "drivers"], "estimators"),
    (["bench", "estimators", "--filter", "no such row"], "no row"),
    (["bench", "kernels", "more"], "kernels"),
    (["bench", "kernels", "--filter", "no such row"], "no row"),
    (["bench", "kernels", "--filter", "("], "regular expression"),
    (["bench", "kernels", "--instructions", "mmx"], "avx512"),
    (["bench", "kernels", "--repetitions", 0], "--repetitions"),
    (["bench", "kernels", "--min-time", "soon"], "--min-time"),
    (["bench", "kernels", "--min-time", -1], "--min-time"),
    (["bench", "kernels", "--repetition", 2], "--repetitions"),
    (["bench", "kernels", "-o", "none/such.json"], "none"),
])
def test_a_mistake_is_one_line(words: list[Any], complaint: str, lnz: Lnz, tmp_path: Path) -> None:
    assert complaint in assert_refused(lnz, tmp_path, *words)
