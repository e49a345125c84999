"""jobs/submit and jobs/collect as a user runs them. LNZ names the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping

import pytest

HERE = Path(__file__).resolve().parent
JOBS = HERE.parents[1] / "jobs"
sys.path[:0] = [str(HERE), str(HERE.parent / "app")]

from slurm import Slurm, reason_to_skip  # noqa: E402

LNZ = os.environ.get("LNZ", "")
Result = subprocess.CompletedProcess[str]
Script = Callable[..., Result]


def pytest_configure() -> None:
    if not os.access(LNZ, os.X_OK):
        pytest.exit(f"LNZ = '{LNZ}' is not a program; set it to the built lnz", 2)


def job_file(folder: Path, name: str, job: Mapping[str, Any], lnz: Mapping[str, Any]) -> Path:
    """Writes folder/name.ini; the program is the built one unless `job` says otherwise."""
    lines = ["[job]", *(f"{key} = {value}" for key, value in {"program": LNZ, **job}.items()),
             "[lnz]", *(f"{key} = {value}" for key, value in lnz.items())]
    path = folder / f"{name}.ini"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With what a shell would trip over in its name."""
    path = tmp_path / "it's a \"folder\" $HOME"
    path.mkdir()
    return path


def run_script(name: str, *words: Any, cwd: Path, environment: Mapping[str, str]) -> Result:
    return subprocess.run([sys.executable, str(JOBS / name), *map(str, words)], cwd=cwd, text=True,
                          capture_output=True, env=dict(environment), timeout=120)


@pytest.fixture
def script(folder: Path, tmp_path: Path) -> Script:
    """script("submit", words...) in `folder`, on a machine without a SLURM that works."""
    configuration = tmp_path / "slurm.conf"
    configuration.write_text("none\n")
    return lambda name, *words: run_script(name, *words, cwd=folder, environment={
        **os.environ, "SLURM_CONF": str(configuration)})


@pytest.fixture(scope="session")
def slurm() -> Iterator[Slurm]:
    why = reason_to_skip()
    if why:
        pytest.skip(f"no SLURM to test with: {why}.")
    cluster = Slurm()
    try:
        try:
            cluster.start()
        except TimeoutError as error:
            pytest.skip(f"no SLURM to test with: {error} ({cluster.last_words()}).")
        yield cluster
    finally:
        cluster.stop()
