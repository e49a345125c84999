"""The program as a user runs it. LNZ names it, LNZ_TEST_DATA the folder of small models."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

LNZ = os.environ.get("LNZ", "")
MPIEXEC = os.environ.get("MPIEXEC", "mpirun")
DATA = Path(os.environ.get("LNZ_TEST_DATA", Path(__file__).resolve().parents[1] / "data"))
TIME_LIMIT = 120  # seconds; whatever takes longer hangs

Result = subprocess.CompletedProcess[str]
Lnz = Callable[..., Result]


def command(*words: Any, ranks: int = 1) -> list[str]:
    start = [MPIEXEC, "--oversubscribe", "--bind-to", "none", "-n", str(ranks)] if ranks > 1 else []
    return [*start, LNZ, *map(str, words)]


def surroundings(threads: int = 1) -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": str(threads),
            "HWLOC_HIDE_ERRORS": "2",  # a container may lack /sys
            "OMPI_MCA_ess_singleton_isolated": "1"}  # no daemon beside one rank: starts sooner


def pytest_configure() -> None:
    if not os.access(LNZ, os.X_OK):
        pytest.exit(f"LNZ = '{LNZ}' is not a program; set it to the built lnz", 2)


@pytest.fixture
def lnz(tmp_path: Path) -> Lnz:
    """lnz(words..., ranks=, threads=) in an empty directory."""

    def call(*words: Any, ranks: int = 1, threads: int = 1) -> Result:
        return subprocess.run(command(*words, ranks=ranks), cwd=tmp_path, text=True,
                              env=surroundings(threads), capture_output=True, timeout=TIME_LIMIT)

    return call


@pytest.fixture(scope="session")
def rbm() -> Path:
    return DATA / "rbm_20x20_sd0.5.h5"


@pytest.fixture(scope="session")
def glass() -> Path:
    return DATA / "ea2d_pmJ_8x8_pp_seed101.h5"
