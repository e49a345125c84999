"""Kaufman's torus against literals, enumeration and the reference table."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import tiny_runs
from kaufman import kaufman_log_z

CRITICAL = math.log(1 + math.sqrt(2)) / 2


@pytest.mark.parametrize("side, coupling, exact", [
    (4, 0.2, 11.771470358542), (4, CRITICAL, 15.521915458755), (4, 0.6, 20.056532884347),
    (16, CRITICAL, 238.642256635133), (64, 0.2, 3008.638207083831),
    (256, CRITICAL, 60929.157538903391), (1024, 0.6, 1268916.472329091446)])
def test_literal_values(side: int, coupling: float, exact: float) -> None:
    assert kaufman_log_z(side, side, coupling) == pytest.approx(exact, rel=1e-13)


@pytest.mark.parametrize("coupling", [0.0, 1e-6, 0.3, CRITICAL, 1.5])
def test_an_odd_torus_equals_enumeration(coupling: float) -> None:
    exact = tiny_runs.exact_log_z(tiny_runs.Ising(coupling), np.array([1.0]))[0]
    assert kaufman_log_z(3, 3, coupling) == pytest.approx(exact, rel=1e-13)


def test_a_torus_may_be_turned() -> None:
    assert kaufman_log_z(6, 9, 0.4) == pytest.approx(kaufman_log_z(9, 6, 0.4), rel=1e-13)


def test_an_antiferromagnet_is_refused() -> None:
    with pytest.raises(ValueError, match="ferromagnet"):
        kaufman_log_z(4, 4, -0.1)


def test_the_reference_table(shared: Path) -> None:
    table = shared / "reference" / "kaufman_torus.json"
    if not table.exists():
        pytest.skip(f"skipped: no {table.name}")
    for row in json.loads(table.read_text())["torus"]:
        assert kaufman_log_z(row["n"], row["m"], float(row["beta"])) == pytest.approx(
            float(row["lnZ"]), rel=1e-13)
