"""Every figure script runs as a user would run it and leaves a picture."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib import image

ANALYSIS = Path(__file__).resolve().parents[2] / "analysis"


def run(script: str, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ANALYSIS / script), *map(str, words)],
                          capture_output=True, text=True, timeout=60,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})


def check_picture(path: Path) -> None:
    pixels = image.imread(path)
    assert pixels.shape[1] >= 1000
    assert pixels[..., :3].std() > 0.02  # something is drawn


@pytest.mark.parametrize("script, words", [
    ("plot_ais.py", ["ais_file"]),
    ("plot_ladder.py", ["rex_file"]),
    ("plot_log_z.py", ["ais_file"]),
    ("plot_log_z.py", ["ising_file", "--exact", "kaufman", "3x3", "0.5"]),
    ("plot_bench.py", ["bench_file"]),
    ("plot_samples.py", ["rows_file", "--shape", "2x3"]),
    ("plot_restored.py", ["restored_file", "--images", "3"]),
    ("plot_bench.py", ["bench_file", "--ranks", "scaling_file"]),
    ("plot_rbm.py", ["model_file", "--shape", "5x1"]),
    ("plot_rbm.py", ["model_file", "--run", "rex_file", "--shape", "1x5", "--rows", "1"]),
])
def test_a_figure_is_drawn(script: str, words: list[str], tmp_path: Path,
                           request: pytest.FixtureRequest) -> None:
    given = [request.getfixturevalue(w) if w.endswith("_file") else w for w in words]
    output = tmp_path / "new" / "figure.png"
    done = run(script, *given, "--output", output)
    assert (done.returncode, done.stderr) == (0, "")
    check_picture(output)


@pytest.mark.parametrize("script, words, complaint", [
    ("plot_ais.py", ["rex_file"], "lnz ais"),
    ("plot_ladder.py", ["model_file"], "format = lnz-model"),
    ("plot_log_z.py", ["ising_file", "--exact", "onsager", "3x3", "1"], "kaufman"),
    ("plot_rbm.py", ["model_file"], "--shape"),
    ("plot_samples.py", ["model_file"], "format = lnz-model"),
    ("plot_samples.py", ["rows_file"], "--shape"),
    ("plot_restored.py", ["rows_file"], "lnz restore"),
    ("plot_samples.py", ["restored_file"], "lnz sample"),
    ("plot_bench.py", ["model_file"], "not a result of lnz bench"),
    ("plot_bench.py", ["few_rows_file"], "no row"),
    ("plot_bench.py", ["bench_file", "--ranks", "bench_file"], "not a result of measure_scaling"),
])
def test_a_refusal_is_one_line_and_status_2(script: str, words: list[str], complaint: str,
                                            tmp_path: Path, request: pytest.FixtureRequest) -> None:
    given = [request.getfixturevalue(w) if w.endswith("_file") else w for w in words]
    done = run(script, *given, "--output", tmp_path / "figure.png")
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "error: " in done.stderr and complaint in done.stderr
