"""What can befall a leg."""

from __future__ import annotations

import os
import random
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Optional

from leg import Leg, kill

SHIM = os.environ.get("LNZ_FAULT_SHIM", "")

FINISHED, FAULT, MISTAKE, STOPPED = 0, 1, 2, 75
KILLED = {-9, 137}  # by the system's account, and by mpirun's


@dataclass(frozen=True)
class Fault:
    """Nothing at all; what the others refine. `run` is the file with its checkpoints."""

    kind: ClassVar[str] = "none"  # the row of the table
    allowed: ClassVar[frozenset[int]] = frozenset({FINISHED})  # exit statuses of a leg that is hit

    def prepare(self, run: Path, chance: random.Random, later: ExitStack) -> bool:
        """Before the leg; returns whether that was a hit. `later` runs when the trial is over."""
        return False

    def environment(self, run: Path) -> dict[str, str]:
        return {}

    def strike(self, leg: Leg, run: Path, chance: random.Random) -> bool:
        """While the leg runs; returns whether it was hit."""
        return False

    def heal(self, run: Path) -> bool:
        """After the leg; returns whether it was hit, if only now that is known."""
        return False


@dataclass(frozen=True)
class KillRank(Fault):
    """SIGKILL of one rank at a random moment."""

    kind = "kill -9 of one rank"
    allowed = frozenset(KILLED)
    within: float  # seconds from the start

    def strike(self, leg: Leg, run: Path, chance: random.Random) -> bool:
        time.sleep(chance.uniform(0, self.within))
        ranks = leg.ranks()
        if not ranks or leg.is_over:
            return False
        self._end(ranks, chance)
        return True

    def _end(self, ranks: list[int], chance: random.Random) -> None:
        kill(chance.choice(ranks))


@dataclass(frozen=True)
class KillRanks(KillRank):
    """SIGKILL of all ranks, one right after the other."""

    kind = "kill -9 of all ranks"

    def _end(self, ranks: list[int], chance: random.Random) -> None:
        for rank in chance.sample(ranks, len(ranks)):
            kill(rank)


@dataclass(frozen=True)
class KillStarter(Fault):
    """SIGKILL of mpirun at a random moment, and of the ranks it leaves a little later."""

    kind = "kill -9 of mpirun, then orphans"
    allowed = frozenset(KILLED)
    within: float

    def strike(self, leg: Leg, run: Path, chance: random.Random) -> bool:
        time.sleep(chance.uniform(0, self.within))
        if leg.is_over:
            return False
        kill(leg.starter)
        time.sleep(chance.uniform(0, 0.1))
        for orphan in leg.ranks():
            kill(orphan)
        return True


@dataclass(frozen=True)
class KillAtCheckpoint(Fault):
    """SIGKILL of all ranks once the leg has written a checkpoint."""

    kind = "kill -9 of all ranks"
    allowed = frozenset(KILLED)

    def strike(self, leg: Leg, run: Path, chance: random.Random) -> bool:
        before = _inode(run)
        while _inode(run) in (before, None):
            if leg.is_over:
                return False
            time.sleep(0.002)
        ranks = leg.ranks()
        for rank in ranks:
            kill(rank)
        return bool(ranks)


@dataclass(frozen=True)
class Rival(Fault):
    """The same command once more while the leg is at work: refused, and nothing is changed."""

    kind = "the same command twice at once"

    def strike(self, leg: Leg, run: Path, chance: random.Random) -> bool:
        while not run.exists() and not leg.is_over:
            time.sleep(0.002)
        rival = Leg(leg.words, chance.randint(1, 2)).wait()
        if rival.status == MISTAKE:
            assert "another" in rival.stderr, rival
        else:
            assert rival.status == FINISHED, rival  # the leg was over before it
        return rival.status == MISTAKE


@dataclass(frozen=True)
class AtCall(Fault):
    """The n-th call of a kind, on all files of the run's directory or on one, fails or kills."""

    call: str  # open, read, write, fsync, close, rename, link, unlink, any
    first: int
    action: str
    on: bool = False  # from the n-th call on
    file: str = ""  # what its name has after the run's: .tmp, .prev.tmp, .lock, ...

    @property
    def kind(self) -> str:  # type: ignore[override]
        if self.action == "kill":
            return "killed before the n-th call"
        if self.action == "torn":
            return "killed amid a write"
        if self.action in ("short", "EINTR"):
            return "short or interrupted call"
        if self.action == "EPERM":
            return "file system without hard links"
        return f"{self.action} {'from a call on' if self.on else 'once'}"

    @property
    def allowed(self) -> frozenset[int]:  # type: ignore[override]
        if self.action in ("kill", "torn"):
            return frozenset(KILLED)
        if self.action in ("short", "EINTR", "EPERM"):
            return frozenset({FINISHED})
        return frozenset({FINISHED, FAULT, MISTAKE})

    def environment(self, run: Path) -> dict[str, str]:
        at = f"{self.call}:{self.first}{'+' if self.on else ''}:{self.action}"
        below = f"{run}{self.file}" if self.file else str(run.parent)
        return {"LD_PRELOAD": SHIM, "FAULT_AT": at, "FAULT_BELOW": below,
                "FAULT_NOTE": str(self._note(run))}

    def heal(self, run: Path) -> bool:
        note = self._note(run)
        hit = note.exists()
        note.unlink(missing_ok=True)
        return hit

    @staticmethod
    def _note(run: Path) -> Path:
        return run.parent.with_suffix(".note")


@dataclass(frozen=True)
class FullDisk(Fault):
    """A file system of a few blocks, which fills up; it is larger for the legs after."""

    kind = "file system that fills up"
    allowed = frozenset({FINISHED, FAULT, MISTAKE})
    kilobytes: int

    def prepare(self, run: Path, chance: random.Random, later: ExitStack) -> bool:
        _system("mount", "-t", "tmpfs", "-o", f"size={self.kilobytes}k", "tmpfs", run.parent)
        later.callback(_system, "umount", run.parent)
        return True

    def heal(self, run: Path) -> bool:
        _system("mount", "-o", "remount,size=64m", run.parent)
        return True


@dataclass(frozen=True)
class ReadOnly(Fault):
    """A file system that turns read-only at a random moment, until the leg is over."""

    kind = "file system turned read-only"
    allowed = frozenset({FINISHED, FAULT, MISTAKE})
    within: float

    def prepare(self, run: Path, chance: random.Random, later: ExitStack) -> bool:
        _system("mount", "--bind", run.parent, run.parent)
        later.callback(_system, "umount", run.parent)
        return False

    def strike(self, leg: Leg, run: Path, chance: random.Random) -> bool:
        time.sleep(chance.uniform(0, self.within))
        while not leg.is_over:
            if _can("mount", "-o", "remount,bind,ro", run.parent):
                return True
            time.sleep(0.001)  # a file is open for writing
        return False

    def heal(self, run: Path) -> bool:
        _system("mount", "-o", "remount,bind,rw", run.parent)
        return False


@dataclass(frozen=True)
class Damage(Fault):
    """Bytes of a checkpoint that were lost while nobody ran; one of two generations."""

    kind = "checkpoint with damaged bytes"
    how: str  # flip, zero, truncate, empty
    newest: bool = True

    def prepare(self, run: Path, chance: random.Random, later: ExitStack) -> bool:
        if not (run.exists() and previous_of(run).exists()):
            return False
        path = run if self.newest else previous_of(run)
        content = bytearray(path.read_bytes())
        at = chance.randrange(len(content))
        if self.how == "flip":
            content[at] ^= 1 << chance.randrange(8)
        elif self.how == "zero":
            start = at // 512 * 512
            content[start:start + 512] = bytes(len(content[start:start + 512]))
        else:
            del content[at if self.how == "truncate" else 0:]
        path.unlink()  # not through the link that may be its other generation
        path.write_bytes(content)
        return True


GENERATIONS = (KillAtCheckpoint(), KillAtCheckpoint())  # what leaves a file and its .prev


def previous_of(run: Path) -> Path:
    return run.with_name(run.name + ".prev")


def _inode(path: Path) -> Optional[int]:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def can_mount() -> bool:
    """Whether this process may mount file systems."""
    return os.geteuid() == 0 and _can("unshare", "-m", "true")


def _can(*words: object) -> bool:
    return subprocess.run([*map(str, words)], capture_output=True).returncode == 0


def _system(*words: object) -> None:
    subprocess.run([*map(str, words)], check=True, capture_output=True)
