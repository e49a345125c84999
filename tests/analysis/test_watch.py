"""The live table shows what side-cars say, and ends when the last run does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from matplotlib import image

import tiny_status

WATCH = Path(__file__).resolve().parents[2] / "analysis" / "watch.py"


def start(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, str(WATCH), *map(str, words)], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_a_table_has_a_row_for_every_run(tmp_path: Path) -> None:
    tiny_status.write(tmp_path / "a.h5", tiny_status.status())
    tiny_status.write(tmp_path / "b.h5", tiny_status.status(
        720, command="ais", round_trips=None, swap_acceptance=None,
        estimate={**tiny_status.status()["estimate"], "beta": 0.25}))
    tiny_status.write(tmp_path / "c.h5", tiny_status.status(
        state="finished", phase=None, forecast=None, verdict="ok", step=40000,
        round_trips=None, figures={"pseudo_log_likelihood": -184.36}))
    runs = [tmp_path / f"{name}.h5" for name in "abcd"]
    with start(*runs, "--once") as watch:
        said, complaints = watch.communicate(timeout=60)
    assert (watch.returncode, complaints) == (0, "")
    head, a, b, c, d = map(cells, said.splitlines())
    assert head == ["run", "state", "progress", "steps/s", "to go", "ln Z", "swaps", "trips",
                    "figures"]
    assert a == [str(runs[0]), "measuring", "[==", "]", "25%", "250", "2 min", "123.457 +- 0.032",
                 "61%, 35% at worst", "42"]
    assert b[1] == "dead for 12 min" and b[-1] == "123.457 +- 0.032 (at 0.25)"
    assert c[1] == "finished, ok" and "100%" in c[2] and c[-1] == "pseudo_log_likelihood -184.36"
    assert d == [str(runs[3]), "not begun"]


def test_watching_follows_a_run_to_its_end_and_draws_it(tmp_path: Path) -> None:
    run = tiny_status.write(tmp_path / "a.h5", tiny_status.status())
    picture = tmp_path / "new" / "watch.png"
    with start(run, "--interval", 0.05, "--plot", picture) as watch:
        assert watch.stdout is not None
        assert "steps/s" in watch.stdout.readline() and "measuring" in watch.stdout.readline()
        tiny_status.write(run, tiny_status.status(state="finished", verdict="ok", step=40000,
                                                  elapsed_seconds=160.0))
        said, complaints = watch.communicate(timeout=60)
    assert (watch.returncode, complaints) == (0, "")
    assert "finished, ok" in said and "\x1b" not in said
    pixels = image.imread(picture)
    assert pixels.shape[1] >= 1000 and pixels[..., :3].std() > 0.02
    assert list(picture.parent.iterdir()) == [picture]


def test_a_refusal_is_one_line_and_status_2(tmp_path: Path) -> None:
    tiny_status.write(tmp_path / "a.h5", "no JSON")
    for run in (tmp_path / "a.h5", tmp_path / "nowhere" / "a.h5"):
        with start(run, "--once") as watch:
            said, complaints = watch.communicate(timeout=60)
        assert watch.returncode == 2 and complaints.startswith("watch: error: ")
        assert complaints.count("\n") == 1
