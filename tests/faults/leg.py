"""One leg of a run: the program from its start to whatever ends it, on some ranks and threads."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Mapping, Optional, Sequence

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "app"))

from program import LNZ, TIME_LIMIT, command, surroundings  # noqa: E402

MARK = "LNZ_FAULT_LEG"  # an environment variable by which a leg's processes are known
MOURNING = 15  # seconds between two looks at an mpirun that may have outlived its ranks


@dataclass(frozen=True)
class Ended:
    """How a leg ended. `status` is the exit status or less the number of the signal that it died
    of; None if mpirun itself crashed and told nobody's. It hung if a rank had to be killed."""

    status: Optional[int]
    stdout: str
    stderr: str
    hung: bool
    seconds: float


class Leg:
    """A running leg."""

    def __init__(self, words: Sequence[Any], ranks: int = 1, threads: int = 1,
                 environment: Mapping[str, str] = {}) -> None:
        self.words = words
        self._mark = uuid.uuid4().hex
        line = command(*words, ranks=ranks)
        preloaded = [f"{key}={value}" for key, value in environment.items()]
        at = line.index(LNZ)
        self._is_by_mpirun = at > 0
        self._start = time.monotonic()
        self._sessions = tempfile.TemporaryDirectory(prefix="lnz-leg-", ignore_cleanup_errors=True)
        self._out, self._err = tempfile.TemporaryFile("w+"), tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            [*line[:at], "env", *preloaded, *line[at:]], stdin=subprocess.DEVNULL,
            stdout=self._out, stderr=self._err,
            env={**surroundings(threads), MARK: self._mark,
                 # Open MPI jobs that start together race for these in /tmp.
                 "OMPI_MCA_orte_tmpdir_base": self._sessions.name})

    @property
    def is_over(self) -> bool:
        return self._process.poll() is not None

    @property
    def starter(self) -> int:
        """The process that was started: mpirun, or the program itself on one rank."""
        return self._process.pid

    def ranks(self) -> list[int]:
        """The processes that are the program by now, orphans too."""
        return [pid for pid in self._processes() if _program_of(pid) == LNZ]

    def wait(self, limit: float = TIME_LIMIT) -> Ended:
        """Until its starter and every rank have ended; kills them after `limit` seconds, and an
        mpirun without ranks at two looks: Open MPI 4.1's now and then waits for ever for ranks
        that were killed together."""
        end = time.monotonic() + limit
        looks_alone = 0
        while time.monotonic() < end and looks_alone < 2:
            try:
                self._process.wait(MOURNING)
                break
            except subprocess.TimeoutExpired:
                looks_alone = 0 if self.ranks() else looks_alone + 1
        while self.ranks() and time.monotonic() < end:
            time.sleep(0.02)
        seconds = time.monotonic() - self._start
        hung = bool(self.ranks())
        for pid in list(self._processes()):
            kill(pid)
        status = self._process.wait()
        self._sessions.cleanup()
        stderr, crash = _without_crash_of(self._process.pid, _text(self._err))
        if crash and status < 0 and self._is_by_mpirun:
            return Ended(None, _text(self._out), stderr, hung, seconds)
        return Ended(status, _text(self._out), _text(self._err), hung, seconds)

    def _processes(self) -> Iterator[int]:
        wanted = f"{MARK}={self._mark}".encode()
        for entry in os.listdir("/proc"):
            try:
                if entry.isdigit() and wanted in Path("/proc", entry, "environ").read_bytes():
                    yield int(entry)
            except OSError:
                pass  # it has ended, or is another user's


def kill(pid: int) -> None:
    """SIGKILL, to a process that may have ended."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _program_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].decode()
    except OSError:
        return ""


def _without_crash_of(pid: int, stderr: str) -> tuple[str, bool]:
    """Less the lines `[host:pid] ...` of Open MPI's signal handler; whether there were any. Open MPI
    4.1's mpirun sometimes dies in PMIx_server_finalize after its ranks were killed."""
    rest, lines = re.subn(rf"^\[[^]:]+:0*{pid}\] .*\n?", "", stderr, flags=re.MULTILINE)
    return rest, lines > 0


def _text(file: Any) -> str:
    file.seek(0)
    return str(file.read())
