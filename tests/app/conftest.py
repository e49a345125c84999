"""The program as a user runs it. LNZ names it, LNZ_TEST_DATA the folder of small models."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from program import LNZ, MPIEXEC, TIME_LIMIT, command, surroundings  # noqa: E402,F401

DATA = Path(os.environ.get("LNZ_TEST_DATA", Path(__file__).resolve().parents[1] / "data"))

Result = subprocess.CompletedProcess[str]
Lnz = Callable[..., Result]


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
