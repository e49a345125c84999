"""The run file is the same, bit for bit, for any number of ranks and threads."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Lnz
from run_contents import assert_same

SHAPES = [(1, 2), (2, 1), (2, 2), (3, 1), (3, 2)]
AIS = ["ais", "--chains", "100", "--lanes", "8", "--save-chains", "--quiet"]
REX = ["rex", "--sweeps", "400", "--rungs", "7", "--lanes", "2", "--save-chains", "50", "--quiet"]


@pytest.mark.parametrize("driver", [AIS, REX], ids=["ais", "rex"])
@pytest.mark.parametrize("model", ["rbm_20x20_sd0.5.h5", "gbm_12_8_sd0.5.h5", "hopfield:40,patterns=3",
                                   "ising:6x6"])
def test_ranks_and_threads_do_not_change_the_run_file(driver: list[str], model: str, lnz: Lnz,
                                                      tmp_path: Path, rbm: Path) -> None:
    words = [*driver, "--model", rbm.parent / model if model.endswith(".h5") else model]
    first = lnz(*words, "-o", "r1t1.h5")
    assert first.returncode in (0, 3), first.stderr
    for ranks, threads in SHAPES:
        path = tmp_path / f"r{ranks}t{threads}.h5"
        result = lnz(*words, "-o", path, ranks=ranks, threads=threads)
        assert result.returncode == first.returncode, result.stderr
        assert_same(tmp_path / "r1t1.h5", path)
