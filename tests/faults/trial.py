"""A run that faults befall, continued until it finishes, against one that none befell."""

from __future__ import annotations

import random
import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Sequence

from faults import FAULT, FINISHED, MISTAKE, Fault
from leg import Ended, Leg
from run_contents import assert_same
from verbs import Verb

CRASH = re.compile(r"terminate called|Segmentation fault|Signal: Aborted|Assertion|what\(\):"
                   r"|Traceback|core dumped|AddressSanitizer|runtime error")


@dataclass
class Story:
    """What happens to one run, for the count and to be told if it is lost."""

    verb: Verb
    interval: str  # between checkpoints
    lines: list[str] = field(default_factory=list)
    hits: list[str] = field(default_factory=list)  # kinds of the faults that struck
    last_hit: bool = False

    def __str__(self) -> str:
        return "\n".join(self.lines)


class Lost(AssertionError):
    """A run that did not survive."""

    def __init__(self, story: Story, why: str) -> None:
        super().__init__(f"{story}\n{why}")


def survive(story: Story, faults: Sequence[Fault], whole: Path, output: Path,
            chance: random.Random) -> None:
    """Runs a leg for every fault, until one finishes, and one more if none did. Throws Lost unless
    each ends as it may and the last leaves the contents of `whole`, and, if no fault struck it,
    nothing beside them."""
    with ExitStack() as later:
        finished = False
        for fault in faults:
            story.last_hit, finished = _leg(story, fault, output, chance, later)
            if finished or story.verb.is_finished(output):
                break
        in_peace = finished and not story.last_hit
        if not finished and not story.verb.is_finished(output):
            in_peace = _leg(story, Fault(), output, chance, later)[1]
        try:
            assert_same(output, whole)
        except AssertionError as difference:
            raise Lost(story, f"the files differ: {difference}") from None
        left = {path.name for path in output.parent.iterdir()}
        left -= {output.name, f"{output.name}.status.json"}
        if in_peace and left:
            raise Lost(story, f"left behind: {left}")


def _leg(story: Story, fault: Fault, output: Path, chance: random.Random,
         later: ExitStack) -> tuple[bool, bool]:
    """Returns whether the fault struck and whether the run finished."""
    ranks, threads = chance.choice((1, 1, 2, 3)), chance.randint(1, 2)
    run = story.verb.checkpoint(output)
    hit = fault.prepare(run, chance, later)
    leg = Leg(story.verb.words(output, story.interval), ranks, threads, fault.environment(run))
    try:
        hit = fault.strike(leg, run, chance) or hit
    except AssertionError as wrong:
        leg.wait()
        raise Lost(story, str(wrong)) from None
    ended = leg.wait()
    hit = fault.heal(run) or hit
    if ended.status == FINISHED and FINISHED not in fault.allowed:
        hit = False  # the kill came too late
    said = "".join(f"\n    {line}" for line in ended.stderr.splitlines())
    story.lines.append(f"{story.verb.name} on {ranks} x {threads}: {fault}"
                       f"{'' if hit else ', not hit'}: exit {ended.status} "
                       f"after {ended.seconds:.2f} s{said}")
    if hit:
        story.hits.append(fault.kind)
    wrong = _complaint(ended, output, fault.allowed if hit else frozenset({FINISHED}))
    if wrong:
        raise Lost(story, wrong)
    return hit, ended.status == FINISHED


def _complaint(ended: Ended, output: Path, allowed: frozenset[int]) -> str:
    if ended.hung:
        return "it hangs"
    if ended.status is not None and ended.status not in allowed:
        return f"exit status {ended.status} is none of {sorted(allowed)}"
    if allowed == {FINISHED} and "cannot be written" in ended.stderr:
        return "what is no failure passes for one"
    if CRASH.search(ended.stderr):
        return "it crashes"
    own = [line for line in ended.stderr.splitlines() if line.startswith("lnz: ")]
    if ended.status == FAULT and not any(output.name in line for line in own):
        return "a fault that does not name the file"
    if ended.status == MISTAKE and sum(line.startswith("lnz: error: ") for line in own) != 1:
        return "a refusal is one line"
    return ""
