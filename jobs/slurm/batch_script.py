"""The batch script of a job: run.sbatch with its lines filled in."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from job import TASK, Job

TEMPLATE = Path(__file__).with_name("run.sbatch")


def batch_script(job: Job, memory: int, folder: Path) -> str:
    """The script to run `job` in `folder` with so many bytes of memory on each node."""
    fillings = {"directives": "\n".join(_directives(job, memory, folder)),
                "launcher": job.launcher, "requeue": "yes" if job.requeue else "no",
                "setup": job.setup, "command": " ".join(map(_quoted, job.words()))}
    return re.sub(r"@(\w+)@", lambda place: fillings[place[1]], TEMPLATE.read_text())


def _directives(job: Job, memory: int, folder: Path) -> list[str]:
    log = f"{job.name}-%{'A_%a' if job.array.text else 'j'}.out"
    minutes, rest = divmod(job.time, 60)
    wanted = {
        "job-name": job.name, "partition": job.partition, "account": job.account,
        "nodes": job.nodes, "ntasks": job.ranks, "ntasks-per-node": job.ranks_a_node,
        "cpus-per-task": job.threads, "mem": f"{-(-memory // 2**20)}M",
        "time": f"{minutes}:{rest:02d}", "signal": f"B:USR1@{job.notice}",
        "array": job.array.text, "chdir": _in_quotes(str(folder)), "output": _in_quotes(log)}
    lines = [f"#SBATCH --{key}={value}" for key, value in wanted.items() if value]
    return [*lines, "#SBATCH --open-mode=append",
            f"#SBATCH --{'requeue' if job.requeue else 'no-requeue'}"]


def _in_quotes(text: str) -> str:
    """As sbatch reads its own lines."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _quoted(word: str) -> str:
    """For the shell, in which only the array's task is open."""
    return f'"{TASK}"'.join(shlex.quote(part) if part else "" for part in word.split(TASK))
