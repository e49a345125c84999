"""What lnz says of a command line before anything is run: `lnz VERB ... --dry-run RANKS`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass

from job import TASK, Job, JobError

# One rank starts no daemon beside itself; a container may lack /sys.
SURROUNDINGS = {"OMPI_MCA_ess_singleton_isolated": "1", "HWLOC_HIDE_ERRORS": "2"}


@dataclass(frozen=True)
class DryRun:
    """The run as lnz sees it. Memory in bytes: of the first rank, which keeps the samples, and of
    each other."""

    summary: str
    status: str  # new, running or finished
    first_rank: int
    other_rank: int
    output: int  # bytes of the file it makes


def dry_run(job: Job) -> DryRun:
    """Asks lnz about the job's first task; JobError with lnz's own line if it would refuse."""
    first = str(job.array.numbers[0]) if job.array.text else ""
    words = [word.replace(TASK, first) for word in job.words() if word != "--json"]
    with tempfile.TemporaryDirectory() as sessions:  # Open MPI jobs that start together race for /tmp
        surroundings = {**os.environ, **SURROUNDINGS, "OMP_NUM_THREADS": str(job.threads),
                        "OMPI_MCA_orte_tmpdir_base": sessions}
        try:
            result = subprocess.run([*words, f"--dry-run={job.ranks}", "--json"], text=True,
                                    capture_output=True, env=surroundings)
        except OSError as error:
            raise JobError(f"{job.program} does not start ({error.strerror}); build lnz, or write"
                           " program = PATH into [job]") from None
    if result.returncode != 0:
        errors = re.findall(r"^lnz: error: (.*)", result.stderr, re.MULTILINE)
        raise JobError(errors[0] if errors else
                       f"{job.program} fails on this machine with status {result.returncode} "
                       f"({' '.join(result.stderr.split())}); mend that first")
    said = json.loads(result.stdout)
    return DryRun(said["summary"], said["status"], said["memory_of_first_rank"],
                  said["memory_of_other_ranks"], said["output_bytes"])


def memory_of_a_node(job: Job, run: DryRun) -> int:
    """Bytes that the fullest node needs: the first rank's and those beside it."""
    return run.first_rank + (job.ranks_a_node - 1) * run.other_rank
