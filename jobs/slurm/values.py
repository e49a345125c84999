"""The values of a job file: each function reads one kind, or raises ValueError saying what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Tasks:
    """The tasks of a job array, as SLURM writes them; without an array, one task of no number."""

    text: str = ""
    numbers: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        return max(1, len(self.numbers))


def seconds(text: str) -> int:
    """Of 3h50m, 90s, or SLURM's minutes, H:MM:SS, D-HH, D-HH:MM, D-HH:MM:SS."""
    units = {"d": 86400, "h": 3600, "m": 60, "s": 1}
    if re.fullmatch(r"(\d+[dhms])+", text):
        return sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+)([dhms])", text))
    if re.fullmatch(r"\d+", text):
        return 60 * int(text)
    found = (re.fullmatch(r"()(\d+):(\d\d):(\d\d)", text)
             or re.fullmatch(r"(\d+)-(\d+)(?::(\d\d))?(?::(\d\d))?", text))
    if not found:
        raise ValueError("write a time like 3h50m, 1-12:00:00 or, in minutes, 230")
    days, hours, minutes, rest = (int(part or 0) for part in found.groups())
    return 86400 * days + 3600 * hours + 60 * minutes + rest


def size(text: str) -> int:
    """Bytes of 4G, 500M or, in megabytes as for sbatch, 500."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([KMGT]?)", text)
    if not found:
        raise ValueError("write a size like 4G or 500M")
    return int(float(found[1]) * 1024 ** " KMGT".index(found[2] or "M"))


def tasks(text: str) -> Tasks:
    """Of 1-100, 1-9:2, or 1,3,7, perhaps with %N, the most that may run at once, behind."""
    part = r"\d+(-\d+(:[1-9]\d*)?)?"
    if not re.fullmatch(rf"{part}(,{part})*(%[1-9]\d*)?", text):
        raise ValueError("write an array like 1-100 or 1-100%10")
    numbers: list[int] = []
    for one in text.split("%")[0].split(","):
        limits, _, step = one.partition(":")
        first, _, last = limits.partition("-")
        numbers += range(int(first), int(last or first) + 1, int(step or 1))
    if not numbers:
        raise ValueError("it has no task; write the lower number first")
    return Tasks(text, tuple(numbers))


def count(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise ValueError("write a whole number from 1")
    return int(text)


def switch(text: str) -> bool:
    if text not in ("yes", "no", "true", "false"):
        raise ValueError("write yes or no")
    return text in ("yes", "true")


def word(text: str) -> str:
    if not re.fullmatch(r"[\w.,+@-]+", text, re.ASCII):
        raise ValueError("write letters, digits and . , + @ _ - only")
    return text


def launcher(text: str) -> str:
    if text not in ("mpirun", "srun"):
        raise ValueError("write mpirun or srun")
    return text


def line(text: str) -> str:
    return text
