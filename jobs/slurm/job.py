"""The job file of jobs/submit: an INI with the resources in [job] and lnz's options in [lnz]."""

from __future__ import annotations

import configparser
import difflib
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional, Sequence

from values import Tasks, count, launcher, line, seconds, size, switch, tasks, word

TASK = "${SLURM_ARRAY_TASK_ID}"
VERBS = ("ais", "rex", "train")
BUILT = Path(__file__).resolve().parents[2] / "build" / "lnz"

# Every key of [job]: how its text is read, and its text if it is not there. All but `time` have one;
# that of `name` is the file's, of `requeue` yes unless there is a chain, of `memory` the estimate.
KEYS: dict[str, tuple[Callable[[str], Any], Optional[str]]] = {
    "name": (word, ""), "nodes": (count, "1"), "ranks": (count, "1"), "threads": (count, "1"),
    "memory": (size, "0"), "time": (seconds, None), "notice": (seconds, "2m"),
    "partition": (word, ""), "account": (word, ""), "launcher": (launcher, "mpirun"),
    "requeue": (switch, ""), "chain": (count, "1"), "array": (tasks, ""), "setup": (line, ""),
    "program": (Path, str(BUILT)),
}


class JobError(Exception):
    """A job that cannot be submitted; the message is one line, "what (why); what to do"."""


@dataclass(frozen=True)
class Job:
    """What one job file asks for. Times are in seconds, `memory` in bytes of every node, 0 if left
    to the estimate; `ranks` are those of all nodes; `notice` is how long before the time limit lnz
    is told to stop."""

    name: str
    verb: str
    options: dict[str, Optional[str]]  # lnz's; None of a switch that is on
    program: Path
    nodes: int
    ranks: int
    threads: int
    memory: int
    time: int
    notice: int
    partition: str
    account: str
    launcher: str
    requeue: bool
    chain: int
    array: Tasks
    setup: str

    @property
    def output(self) -> str:
        """The file the job makes, by lnz's own default if there is no option."""
        return self.options.get("output") or f"{self.verb}.h5"

    @property
    def ranks_a_node(self) -> int:
        return math.ceil(self.ranks / self.nodes)

    def words(self) -> list[str]:
        """lnz's command line, in which TASK stands for the array's task."""
        return [str(self.program), self.verb,
                *(f"--{key}" if text is None else f"--{key}={text}"
                  for key, text in self.options.items())]


def read_job(path: Path) -> Job:
    """The job file `path`; JobError names the first thing wrong with it."""
    try:
        sections = _sections(path)
        values = {key: _value(sections["job"], key) for key in KEYS}
        options = _options(sections["lnz"])
        verb = options.pop("verb", None)
        _require(verb in VERBS, f"[lnz] has verb = {verb or ''}", "it must be ais, rex or train",
                 f"write verb = {_nearest(verb or '', VERBS)}")
        values["name"] = values["name"] or re.sub(r"[^\w.,+@-]+", "-", path.stem, flags=re.ASCII)
        values["requeue"] = _requeue(values)
        job = Job(verb=str(verb), options=options, **values)
        _check(job)
        return job
    except (JobError, ValueError) as error:
        raise JobError(f"{path}: {error}") from None


def _require(good: bool, what: str, why: str, do: str) -> None:
    if not good:
        raise JobError(f"{what} ({why}); {do}")


def _nearest(text: str, known: Sequence[str]) -> str:
    return difflib.get_close_matches(text, known, 1, 0)[0]


def _sections(path: Path) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser(
        delimiters="=", comment_prefixes=("#", ";"), inline_comment_prefixes="#", default_section="")
    parser.optionxform = str  # type: ignore
    try:
        parser.read_string(path.read_text(), path.name)
    except OSError as error:
        raise JobError(f"cannot be read ({error.strerror}); correct the path") from None
    except (configparser.Error, UnicodeDecodeError) as error:
        what = " ".join(str(error).split())
        raise JobError(f"no INI file ({what}); write key = value below [job] and [lnz]") from None
    known = {"job": ["no key"], "lnz": []}
    for section in parser.sections():
        _require(section in known, f"unknown section [{section}]", "there are [job] and [lnz]",
                 f"did you mean [{_nearest(section, list(known))}]?")
    found = {section: dict(parser[section]) if section in parser else {} for section in known}
    for key in found["job"]:
        _require(key in KEYS, f"unknown key '{key}' in [job]", "a misprint would count for nothing",
                 f"did you mean '{_nearest(key, list(KEYS))}'?")
    return found


def _value(given: dict[str, str], key: str) -> Any:
    parse, otherwise = KEYS[key]
    text = given.get(key) or otherwise
    _require(text is not None, f"[job] has no {key}", "SLURM wants a limit", f"write {key} = 1h")
    try:
        return parse(text) if text else {"array": Tasks()}.get(key, "")
    except ValueError as error:
        raise JobError(f"{key} = {text} cannot be read; {error}") from None


def _options(given: dict[str, str]) -> dict[str, Optional[str]]:
    """Switches are yes or true as in an INI of lnz, and left out where they are not."""
    return {key: None if text in ("yes", "true") else text
            for key, text in given.items() if text not in ("no", "false")}


def _requeue(values: dict[str, Any]) -> bool:
    chained = values["chain"] > 1
    _require(not (chained and values["requeue"]), f"chain = {values['chain']} with requeue = yes",
             "either continues the run", "leave one out")
    return not chained if values["requeue"] == "" else bool(values["requeue"])


def _check(job: Job) -> None:
    _require(job.notice < job.time, f"notice = {job.notice} s of a time of {job.time} s",
             "lnz would be told to stop as it starts", "raise time or lower notice")
    _require(job.nodes <= job.ranks, f"nodes = {job.nodes} for {job.ranks} ranks",
             "a node without a rank does nothing", "lower nodes or raise ranks")
    for key in "restart", "overwrite":
        _require(key not in job.options, f"[lnz] has {key} = yes",
                 "a job that goes on would start again", f"remove {job.output} by hand instead")
    used = TASK in "".join(text or "" for text in job.options.values())
    _require(bool(job.array.text) or not used, f"[lnz] names {TASK}", "there is no array",
             "write array = 1-100 into [job]")
    _require(not job.array.text or TASK in job.output, f"output = {job.output}",
             "all tasks of the array would write it", f"write {TASK} into it")
