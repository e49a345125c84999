"""Runs of a second or less, and what they must end with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py

from leg import Leg

DATA = Path(__file__).resolve().parents[1] / "data"
OFTEN = "0.05s"  # between checkpoints: about ten in a run


@dataclass(frozen=True)
class Verb:
    """`lnz VERB` with options; its output is `-o`."""

    name: str  # the verb, unless that is said
    options: tuple[Any, ...]
    checkpoint_suffix: str = ""  # of the file that holds the run, after the output's name
    verb: str = ""

    def words(self, output: Path, interval: str) -> list[Any]:
        return [self.verb or self.name, *self.options, "--checkpoint-interval", interval, "--quiet",
                "-o", output]

    def checkpoint(self, output: Path) -> Path:
        return output.with_name(output.name + self.checkpoint_suffix)

    def is_finished(self, output: Path) -> bool:
        """Whether `output` holds all that the verb makes, so that a kill came too late."""
        if self.checkpoint(output) != output:
            return output.exists()
        try:
            with h5py.File(output) as file:
                return str(file.attrs["status"]) == "finished"
        except OSError:
            return False

    def uninterrupted(self, folder: Path) -> Path:
        """The output of a run on one rank that nothing disturbs and whose states are gathered."""
        output = folder / f"{self.name}.h5"
        words = ["gather" if word == "collective" else word for word in self.words(output, OFTEN)]
        ended = Leg(words).wait()
        if ended.status != 0:
            raise RuntimeError(f"{self.name} undisturbed ends with {ended}")
        return output


AIS: tuple[Any, ...] = ("--model", "ising:14x14,J=gauss,seed=3", "--chains", 48, "--schedule", "linear")
VERBS = {verb.name: verb for verb in (
    Verb("ais", (*AIS, "--rungs", 8000)),
    # Few sweeps of many spins: ranks that share a busy processor wait for each other every sweep.
    Verb("rex", ("--model", "ising:32x32,J=gauss,seed=5", "--beta", 0.3, "--rungs", 12, "--lanes", 4,
                 "--sweeps", 2000, "--burn-in", 800, "--thin", 5, "--save-chains", 200,
                 "--schedule", "adaptive")),
    # For the same reason fewer rungs: every collective call is such a wait.
    Verb("collective", (*AIS, "--rungs", 2500, "--checkpoint-way", "collective"), verb="ais"),
    Verb("train", ("--data", f"{DATA / 'rbm_784x16_sd0.05.h5'}:W", "--binarize", "threshold:0",
                   "--hidden", 64, "--epochs", 100), ".run"),
)}
