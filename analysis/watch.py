"""A live table of runs from their side-cars: progress, forecast, ln Z so far, swaps.

watch.py RUN.h5...   refreshes until every run is over or dead; exits 2 if a file cannot be used.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from pathlib import Path
from typing import Optional, Sequence

from h5_reader import exit_with
from status_file import RunStatus, read_status, status_path

COLUMNS = ("run", "state", "progress", "steps/s", "to go", "ln Z", "swaps", "trips", "figures")
BAR = 10  # characters


def spoken(seconds: float) -> str:
    """A time as people say it, like `lnz status`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def with_error(value: float, error: float) -> str:
    """A value to two digits of its error."""
    if not (error > 0 and math.isfinite(error)):
        return f"{value:.9g}"
    digits = min(max(1 - math.floor(math.log10(error)), 0), 12)
    return f"{value:.{digits}f} +- {error:.{digits}f}"


def row(run: Path, status: Optional[RunStatus], now: float) -> tuple[str, ...]:
    """One run's cells, in the order of COLUMNS; of a run without side-car only its name.

    Parameters
    ----------
    run : Path
        As the user gave it.
    status : RunStatus or None
    now : float
        Seconds since 1970, UTC.
    """
    if status is None:
        return (str(run), "not begun", *[""] * (len(COLUMNS) - 2))
    life = status.life(now)
    state = (status.phase or status.state) if life == "alive" else status.state
    if life in ("dead", "silent"):
        state = f"{life} for {spoken(now - status.updated.timestamp())}"
    if status.verdict:
        state += f", {status.verdict}"
    bar = "=" * int(BAR * min(status.fraction, 1))
    estimate, swaps = status.estimate, status.swap_acceptance
    where = f" (at {estimate.beta:.2f})" if estimate and estimate.beta < 1 else ""
    return (str(run), state, f"[{bar:{BAR}}] {100 * status.fraction:3.0f}%", f"{status.rate:.4g}",
            spoken(status.forecast.seconds_to_go) if status.forecast and life == "alive" else "",
            with_error(estimate.ln_z, estimate.std_error) + where if estimate else "",
            f"{100 * swaps.mean:.0f}%, {100 * swaps.lowest:.0f}% at worst" if swaps else "",
            "" if status.round_trips is None else str(status.round_trips),
            ", ".join(f"{name} {value:.5g}" for name, value in status.figures.items()))


def table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Lines with columns as wide as they need to be; columns without a cell are left out."""
    used = [i for i in range(len(COLUMNS)) if any(cells[i] for cells in rows)]
    width = {i: max(len(cells[i]) for cells in [COLUMNS, *rows]) for i in used}
    return ["  ".join(cells[i].ljust(width[i]) for i in used).rstrip() for cells in [COLUMNS, *rows]]


def read_if_there(run: Path) -> Optional[RunStatus]:
    """The run's status; None if it has not begun (its folder is there, its side-car is not)."""
    path = status_path(run)
    return None if path.parent.is_dir() and not path.exists() else read_status(run)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN.h5", help="runs, or side-cars")
    parser.add_argument("--once", action="store_true", help="print the table once, for scripts")
    parser.add_argument("--plot", type=Path, metavar="FILE.png",
                        help="keep a figure of ln Z and progress against time up to date")
    parser.add_argument("--interval", type=float, default=2, metavar="S",
                        help="seconds between refreshes (default 2)")
    options = parser.parse_args(arguments)
    redraws = sys.stdout.isatty() and not options.once
    history = None
    if options.plot:
        from status_history import History  # matplotlib takes a second to load
        history = History()
    last: list[str] = []
    while True:
        now = time.time()
        seen = [read_if_there(run) for run in options.runs]
        lines = table([row(run, status, now) for run, status in zip(options.runs, seen)])
        if redraws and last:
            print(f"\x1b[{len(last)}A\x1b[J", end="")
        if redraws or lines != last:
            print("\n".join(lines), flush=True)
        last = lines
        if history and history.add([status for status in seen if status]):
            history.draw(options.plot)
        lives = [status.life(now) if status else "alive" for status in seen]
        if options.once or not any(life in ("alive", "silent") for life in lives):
            return 0
        time.sleep(options.interval)


if __name__ == "__main__":
    exit_with(main)
