"""Model files are read and written as FORMAT.md says."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model_file import read_model
from tiny_runs import Rbm


def test_a_model_file_gives_its_arrays(model_file: Path, rbm: Rbm) -> None:
    model = read_model(model_file)
    assert model.kind == "rbm" and np.array_equal(model.arrays["W"], rbm.W)
