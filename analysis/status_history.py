"""What side-cars said one after another, and a figure of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Sequence

import numpy as np

import style
from status_file import RunStatus

COLOURS = (style.BLUE, style.ORANGE, style.GREEN, style.PURPLE, style.RED, style.SKY)


class History:
    """Successive statuses of runs, each kept once."""

    def __init__(self) -> None:
        self.runs: dict[Path, list[RunStatus]] = {}

    def add(self, seen: Sequence[RunStatus]) -> bool:
        """Keeps what is new.

        Parameters
        ----------
        seen : sequence of RunStatus
            At most one of each run.

        Returns
        -------
        bool
            Whether anything was new.
        """
        news = [s for s in seen if s not in self.runs.get(s.path, [])[-1:]]
        for status in news:
            self.runs.setdefault(status.path, []).append(status)
        return bool(news)

    def draw(self, output: Path) -> None:
        """ln Z with its standard error and progress, against the time at work, into a PNG."""
        figure, axes = style.panels([["ln_z", "progress"]], 3.6)
        for colour, (path, seen) in zip(COLOURS * len(self.runs), self.runs.items()):
            self._draw_run(axes, path, seen, colour)
        axes["ln_z"].set(title="ln Z so far, one standard error", xlabel="time at work (s)",
                         ylabel="ln Z of the rung reached (nats)")
        axes["progress"].set(title="Progress", xlabel="time at work (s)", ylabel="fraction of the steps",
                             ylim=(0, 1.02))
        axes["progress"].legend(loc="lower right")
        # A viewer may look at any time: the old picture stays until the new one is whole.
        draft = output.with_name(f".{output.name}")
        style.save(figure, draft)
        draft.replace(output)

    @staticmethod
    def _draw_run(axes: dict[str, Any], path: Path, seen: list[RunStatus], colour: str) -> None:
        estimates = [(s.elapsed_seconds, s.estimate) for s in seen if s.estimate]
        time = np.array([t for t, _ in estimates])
        ln_z = np.array([e.ln_z for _, e in estimates])
        error = np.array([e.std_error for _, e in estimates])
        axes["ln_z"].plot(time, ln_z, color=colour, marker="o")
        axes["ln_z"].fill_between(time, ln_z - error, ln_z + error, color=colour, alpha=0.25,
                                  linewidth=0)
        axes["progress"].plot([s.elapsed_seconds for s in seen], [s.fraction for s in seen],
                              color=colour, marker="o", label=path.name)
