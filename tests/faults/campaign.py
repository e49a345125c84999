"""Many trials, counted by verb and kind of fault."""

from __future__ import annotations

import itertools
import random
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Callable, Iterable, Sequence

from faults import (GENERATIONS, AtCall, Damage, Fault, FullDisk, KillRank, KillRanks, KillStarter,
                    ReadOnly, Rival, can_mount)
from trial import Lost, Story, survive
from verbs import OFTEN, Verb

WITHIN = 1.5  # seconds of a leg in which a random kill comes

NEVER = "1h"  # between checkpoints: the file is written once, at the end
MOST = 40  # calls of a start, two checkpoints and the end of a run without any

ACTIONS = {"write": ("torn", "short", "EINTR", "EIO", "ENOSPC", "EDQUOT"),
           "open": ("EINTR", "EIO", "EACCES", "EROFS", "ENOSPC"),
           "fsync": ("EINTR", "EIO", "ENOSPC"), "close": ("EINTR", "EIO", "ENOSPC"),
           "rename": ("EIO", "ENOSPC", "EROFS"), "link": ("EIO", "EPERM"), "unlink": ("EIO",)}


def random_faults(chance: random.Random) -> list[Sequence[Fault]]:
    """One trial of every kind, its numbers drawn."""
    trials: list[Sequence[Fault]] = [
        [kind(WITHIN) for kind in chance.choices([KillRank, KillRanks, KillStarter], k=3)],
        [*GENERATIONS, AtCall("any", chance.randint(1, MOST), "kill"), KillRank(WITHIN)],
        [*GENERATIONS, AtCall("read", chance.randint(1, 8), chance.choice(["EIO", "EINTR"]))],
        [Rival(), KillRank(WITHIN)],
        [AtCall("link", 1, "EPERM", on=True), KillRanks(WITHIN)],
        *([*GENERATIONS, Damage(how, chance.random() < 0.5)]
          for how in ("flip", "zero", "truncate", "empty"))]
    for call, actions in ACTIONS.items():
        once, on = chance.choice(actions), chance.choice(actions[-2:])
        trials.append([AtCall(call, chance.randint(1, 5), once),
                       AtCall(call, chance.randint(1, 5), on, on=True)])
    if can_mount():
        trials += [[FullDisk(chance.randint(40, 240))], [ReadOnly(WITHIN)]]
    return trials


class Campaign:
    """Trials of `verbs`, seeded, in directories below `folder`."""

    def __init__(self, verbs: Iterable[Verb], folder: Path, seed: int) -> None:
        self._folder = folder
        self._chance = random.Random(seed)
        self._whole = {verb: verb.uninterrupted(folder) for verb in verbs}
        self._suffered: Counter[tuple[str, str]] = Counter()
        self._survived: Counter[tuple[str, str]] = Counter()
        self.lost = 0

    @property
    def faults(self) -> int:
        return sum(self._suffered.values())

    def in_turn(self, most: int = MOST) -> None:
        """A kill before each call up to `most`, of a run with checkpoints and of one without."""
        for verb, interval in itertools.product(self._whole, (OFTEN, NEVER)):
            for n in range(1, most + 1):
                if not self._try(verb, [AtCall("any", n, "kill")], interval):
                    break

    def at_random(self, count: int) -> None:
        """Until `count` faults were suffered in all."""
        while self.faults < count:
            for verb, faults in itertools.product(self._whole, random_faults(self._chance)):
                self._try(verb, faults)

    def table(self) -> str:
        """How many faults of each kind were survived, of how many, by verb."""
        verbs = [verb.name for verb in self._whole]
        rows = [["survived of", *verbs], ["---", *("---:" for _ in verbs)]]
        for kind in sorted({kind for _, kind in self._suffered}):
            rows.append([kind, *(f"{self._survived[verb, kind]} of {self._suffered[verb, kind]}"
                                 for verb in verbs)])
        rows.append(["all", *(" of ".join(str(sum(n for (v, _), n in count.items() if v == verb))
                                          for count in (self._survived, self._suffered))
                              for verb in verbs)])
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def _try(self, verb: Verb, faults: Sequence[Fault], interval: str = OFTEN) -> bool:
        """One trial; returns whether its last fault struck."""
        place = self._folder / "run"
        place.mkdir()
        story = Story(verb, interval)
        try:
            survive(story, faults, self._whole[verb], place / "run.h5", self._chance)
            self._survived.update((verb.name, kind) for kind in story.hits)
        except Lost as loss:
            self.lost += 1
            print(f"\nLOST {loss}", file=sys.stderr, flush=True)
        finally:
            shutil.rmtree(place)
        self._suffered.update((verb.name, kind) for kind in story.hits)
        print(f"\r{self.faults} faults, {self.lost} lost", end="", file=sys.stderr, flush=True)
        return story.last_hit
