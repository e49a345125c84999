"""Memory and open files of the ranks of a leg, second by second, from /proc."""

from __future__ import annotations

import os
import sys
import threading
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TextIO

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "faults"))

from leg import Leg  # noqa: E402

WARM_UP = 30  # seconds of a leg, the first checkpoints among them, that do not count


@dataclass(frozen=True)
class Sample:
    kilobytes: int  # resident
    descriptors: int


@dataclass(frozen=True)
class Use:
    """What the ranks of a leg used, after WARM_UP."""

    seconds: int
    kilobytes: int  # most of any rank
    growth: float  # of a rank's median in the last third of the time over the first third's
    descriptors: int  # least of a rank in the last third
    leaked: int  # the same, less the least in the first third


class Watch:
    """Samples a leg each second until `end`, and writes a line `NAME,pid,kB,files` of each."""

    def __init__(self, name: str, leg: Leg, samples: TextIO) -> None:
        self._name = name
        self._leg = leg
        self._file = samples
        self._ended = threading.Event()
        self._samples: dict[int, list[Sample]] = defaultdict(list)
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def end(self) -> Use:
        """The greatest use of any rank; growths are 0 if the leg was hardly longer than WARM_UP."""
        self._ended.set()
        self._thread.join()
        ranks = [samples[WARM_UP:] for samples in self._samples.values()]
        ranks = [samples for samples in ranks if len(samples) >= WARM_UP]
        if not ranks:
            return Use(0, 0, 0, 0, 0)
        return Use(max(map(len, ranks)), max(s.kilobytes for samples in ranks for s in samples),
                   max(map(_growth, ranks)), max(min(s.descriptors for s in _last(samples))
                                                 for samples in ranks), max(map(_leaked, ranks)))

    def _watch(self) -> None:
        while not self._ended.wait(1):
            for pid in self._leg.ranks():
                try:
                    sample = _sample(pid)
                except (OSError, IndexError):
                    continue  # it has just ended
                self._samples[pid].append(sample)
                print(self._name, pid, sample.kilobytes, sample.descriptors, sep=",",
                      file=self._file, flush=True)


def _sample(pid: int) -> Sample:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return Sample(pages * os.sysconf("SC_PAGE_SIZE") // 1024, len(os.listdir(f"/proc/{pid}/fd")))


def _first(samples: list[Sample]) -> list[Sample]:
    return samples[:len(samples) // 3]


def _last(samples: list[Sample]) -> list[Sample]:
    return samples[-(len(samples) // 3):]


def _growth(samples: list[Sample]) -> float:
    return (median(s.kilobytes for s in _last(samples)) /
            median(s.kilobytes for s in _first(samples)) - 1)


def _leaked(samples: list[Sample]) -> int:
    return (min(s.descriptors for s in _last(samples)) -
            min(s.descriptors for s in _first(samples)))
