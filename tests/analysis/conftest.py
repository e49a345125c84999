"""Run files for the tests of analysis/, made by tiny_runs and written as FORMAT.md says."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Callable

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
sys.path[:0] = [str(PROJECT / "analysis"), str(HERE)]

import tiny_bench  # noqa: E402
import tiny_runs  # noqa: E402
import torch_files  # noqa: E402

Reals = NDArray[np.float64]
Edit = Callable[[h5py.File], None]

RUNGS, SWEEPS, CHAINS = 8, 4000, 2000


def attributes_of(model: tiny_runs.TinyModel, command: str) -> dict[str, Any]:
    return {"format": "lnz-run", "version": 1, "command": command, "status": "finished",
            "program": "0.1.0", "commit": "", "model": "tiny", "model_kind": model.kind,
            "model_summary": model.summary, "model_sha256": "0" * 64, "beta": 1.0, "seed": 1,
            "config": "{}", "log_z_reference": model.log_z_reference, "ranks": 1, "threads": 1,
            "wall_seconds": 1.0}


def store_estimates(path: Path, change: Callable[[str, float], float] = lambda _, x: x) -> None:
    """Adds what the program would have stored, by way of analysis/; `change` spoils numbers."""
    from estimators import all_estimates
    from run_file import read_run

    derived = all_estimates(read_run(path))
    with h5py.File(path, "a") as file:
        for e in derived:
            group = file.require_group(f"estimates/{e.method}")
            group.attrs["log_z"] = change("log_z", e.log_z)
            group.attrs["std_error"] = change("std_error", e.std_error)
            group.attrs["ess"], group.attrs["ci95"] = e.ess, e.ci95
        result = file.require_group("result")
        result.attrs["verdict"], result.attrs["reasons"] = "ok", ""


def write_rex(path: Path, model: tiny_runs.TinyModel, beta: Reals, run: tiny_runs.Exchange) -> Path:
    """The first ladder of `run`."""
    with h5py.File(path, "w") as file:
        file.attrs.update(attributes_of(model, "rex"))
        file["schedule/beta"] = beta
        file["rex/up"], file["rex/down"] = run.up[0], run.down[0]
        file["rex/replica_at"], file["rex/accepted"] = run.replica_at[0], run.accepted[0]
        file["chains/units"] = run.units[0, :: 20].astype(np.int8)
    return path


def write_ais(path: Path, model: tiny_runs.TinyModel, beta: Reals, run: tiny_runs.Anneal) -> Path:
    with h5py.File(path, "w") as file:
        file.attrs.update(attributes_of(model, "ais"))
        file["schedule/beta"] = beta
        file["ais/log_weight"] = run.kept_log_weight[-1]
        file["ais/kept_rung"] = np.arange(1, len(beta), dtype=np.int32)
        file["ais/kept_log_weight"] = run.kept_log_weight
        file["chains/units"] = run.units.astype(np.int8)
    return path


def write_rbm(path: Path, model: tiny_runs.Rbm) -> Path:
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "lnz-model", "version": 1, "kind": "rbm"})
        file["W"], file["b"], file["c"] = model.W, model.b, model.c
    return path


@pytest.fixture(scope="session")
def bench_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bench.write(tmp_path_factory.mktemp("bench") / "all.json", tiny_bench.rows())


@pytest.fixture(scope="session")
def scaling_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bench.write_scaling(tmp_path_factory.mktemp("bench") / "ranks.json")


@pytest.fixture(scope="session")
def few_rows_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bench.write(tmp_path_factory.mktemp("bench") / "few.json", tiny_bench.rows()[:3])


@pytest.fixture(scope="session")
def rbm() -> tiny_runs.Rbm:
    return tiny_runs.Rbm()


@pytest.fixture(scope="session")
def ising() -> tiny_runs.Ising:
    return tiny_runs.Ising()


@pytest.fixture(scope="session")
def rex_file(tmp_path_factory: pytest.TempPathFactory, rbm: tiny_runs.Rbm) -> Path:
    """Replica exchange of the 5 x 4 RBM with the program's estimates."""
    beta = np.linspace(0, 1, RUNGS)
    run = tiny_runs.exchange(rbm, beta, SWEEPS, seed=5)
    path = write_rex(tmp_path_factory.mktemp("runs") / "rex.h5", rbm, beta, run)
    store_estimates(path)
    return path


@pytest.fixture(scope="session")
def ising_file(tmp_path_factory: pytest.TempPathFactory, ising: tiny_runs.Ising) -> Path:
    """Replica exchange of the 3 x 3 torus: a path linear in beta, with an exact curve."""
    beta = np.linspace(0, 1, RUNGS) ** 0.7
    run = tiny_runs.exchange(ising, beta, SWEEPS, seed=6)
    path = write_rex(tmp_path_factory.mktemp("runs") / "ising.h5", ising, beta, run)
    store_estimates(path)
    return path


@pytest.fixture(scope="session")
def ais_file(tmp_path_factory: pytest.TempPathFactory, rbm: tiny_runs.Rbm) -> Path:
    beta = np.linspace(0, 1, 21)
    run = tiny_runs.anneal(rbm, beta, (CHAINS,), seed=7)
    path = write_ais(tmp_path_factory.mktemp("runs") / "ais.h5", rbm, beta, run)
    store_estimates(path)
    return path


@pytest.fixture(scope="session")
def model_file(tmp_path_factory: pytest.TempPathFactory, rbm: tiny_runs.Rbm) -> Path:
    return write_rbm(tmp_path_factory.mktemp("models") / "rbm.h5", rbm)


@pytest.fixture(scope="session")
def rows_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four rows of six bits, three of which were held."""
    path = tmp_path_factory.mktemp("rows") / "rows.h5"
    random = np.random.default_rng(1)
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "lnz-rows", "version": 1, "command": "sample"})
        file["data"] = random.integers(0, 2, (4, 6)).astype(np.int8)
        file["held"] = np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8)
        file["mean"] = random.random((4, 6))
        file["samples"] = random.integers(0, 2, (4, 2, 6)).astype(np.int8)
        for name in "log_marginal", "std_error", "ess":
            file[name] = random.random(4)
    return path


@pytest.fixture(scope="session")
def likelihood_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three examples under an ln Z of 7.25 +- 0.5."""
    path = tmp_path_factory.mktemp("likelihood") / "loglik.h5"
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "lnz-likelihood", "version": 1, "command": "loglik",
                           "model": "rbm.h5", "method": "exact", "bound": "exact"})
        file.create_group("ln_z").attrs.update({"value": 7.25, "std_error": 0.5})
        file["examples/log_likelihood"] = np.array([-1.0, -2.0, -4.0])
        file["examples/std_error"] = np.zeros(3)
        file.create_group("mean").attrs.update({"log_likelihood": -7 / 3, "std_error": 0.625})
    return path


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules by PyTorch's names, so that its files can be written without it."""
    torch_files.pretend_torch(monkeypatch)


@pytest.fixture(scope="session")
def restored_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four images of 2 x 3 pixels."""
    path = tmp_path_factory.mktemp("restored") / "restored.h5"
    random = np.random.default_rng(2)
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "lnz-rows", "version": 1, "command": "restore", "height": 2,
                           "width": 3})
        for name in "noisy", "map":
            file[name] = random.choice([-1, 1], (4, 6)).astype(np.int8)
        for name in "mean", "std_error":
            file[name] = random.random((4, 6))
        for name in "log_map", "at_map":
            file[name] = random.random(4)
    return path


@pytest.fixture(scope="session")
def classified_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four rows under two models, without true labels."""
    path = tmp_path_factory.mktemp("classified") / "classified.h5"
    random = np.random.default_rng(3)
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "lnz-rows", "version": 1, "command": "classify",
                           "models": "one.h5\ntwo.h5"})
        file["classes"] = np.array([4, 2])
        for name in "log_likelihood", "std_error":
            file[name] = random.random((4, 2))
        for name in "log_z", "log_z_std_error", "log_prior":
            file[name] = random.random(2)
        file["class"] = np.array([2, 4, 4, 2])
        for name in "lead", "lead_std_error":
            file[name] = random.random(4)
    return path


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path, Edit], Path]:
    """A changed copy of a file."""

    def copy(path: Path, edit: Edit) -> Path:
        out = tmp_path / path.name
        out.write_bytes(path.read_bytes())
        with h5py.File(out, "a") as file:
            edit(file)
        return out

    return copy


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of exact reference values, or a skip."""
    path = Path(os.environ.get("LNZ_SHARED", PROJECT.parent / "shared"))
    if not path.is_dir():
        pytest.skip(f"skipped: no reference values in {path}")
    return path
