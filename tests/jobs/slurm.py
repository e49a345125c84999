"""A SLURM of one node and three daemons, in a folder of its own, on loopback addresses only."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Callable, Optional

DAEMONS = ("munged", "slurmctld", "slurmd")
PATIENCE = 60  # seconds

# More cores than there are: jobs share what the machine has. Jobs of the partition `low` give way to
# those of `urgent`, after 20 seconds of grace. A requeued job waits until its credential has expired.
CONFIGURATION = """\
ClusterName=lnz
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=2,bf_interval=2
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
KillWait=5
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs=32 RealMemory=8000
PartitionName=main Nodes={host} Default=YES PreemptMode=OFF PriorityTier=1
PartitionName=low Nodes={host} PreemptMode=REQUEUE GraceTime=20 PriorityTier=1
PartitionName=urgent Nodes={host} PreemptMode=OFF PriorityTier=2
"""


def reason_to_skip() -> Optional[str]:
    """Why no SLURM can be started here, in one sentence; None if it can."""
    if os.geteuid() != 0:
        return "starting SLURM's daemons takes root"
    missing = [name for name in (*DAEMONS, "sbatch", "mpirun") if not _program(name)]
    if missing:
        return f"{', '.join(missing)} not here (packages slurm-wlm, munge and openmpi-bin)"
    return None


def wait_for(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"no {what} after {patience} s")
        time.sleep(0.1)


class Slurm:
    """Daemons that live from `start` to `stop`; its commands run in `environment`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="slurm-"))  # short, for the socket's name
        outside = {key: text for key, text in os.environ.items() if not key.startswith("SLURM")}
        self.environment = {**outside, "SLURM_CONF": str(self.folder / "slurm.conf"),
                            "HWLOC_HIDE_ERRORS": "2"}
        self._daemons: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Returns when the node takes jobs."""
        for name in "state", "spool":
            (self.folder / name).mkdir()
        key = self.folder / "munge.key"
        key.touch(0o600)
        key.write_bytes(os.urandom(1024))
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], folder=self.folder, ports=_free_ports(2)))
        munge = self.folder / "munge"
        self._run("munged", "--foreground", "--force", f"--key-file={key}",
                  f"--socket={munge}.socket", f"--pid-file={munge}.pid",
                  f"--log-file={munge}.log", f"--seed-file={munge}.seed")
        wait_for((self.folder / "munge.socket").exists, "socket of munged")
        self._run("slurmctld", "-D", "-c")
        self._run("slurmd", "-D")
        wait_for(self.is_up, "node that takes jobs")

    def is_up(self) -> bool:
        states = self.call("sinfo", "--noheader", "--format=%t").split()
        return any(state in ("idle", "mix", "alloc") for state in states)

    def stop(self) -> None:
        """Ends all jobs and the daemons that `start` started, and removes the folder."""
        if self.is_up():
            self.call("scancel", "--user=root")
            wait_for(lambda: not self.call("squeue", "--noheader"), "end of all jobs")
        for daemon in reversed(self._daemons):
            daemon.terminate()
            daemon.wait(PATIENCE)
        shutil.rmtree(self.folder)

    def last_words(self) -> str:
        """The last line that the youngest daemon has written."""
        lines = self._log.read_text(errors="replace").splitlines()
        return lines[-1] if lines else "without a word"

    def call(self, *words: str) -> str:
        """What a command of SLURM prints; empty if it fails."""
        return subprocess.run(words, env=self.environment, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=PATIENCE).stdout

    def shown(self, job: str) -> dict[str, str]:
        """The fields of `scontrol show job`."""
        words = self.call("scontrol", "--oneliner", "show", "job", job).split()
        return dict(word.split("=", 1) for word in words if "=" in word)

    def wait_for_end(self, job: str, patience: float = PATIENCE) -> str:
        """Its last state, once nothing of it runs or waits."""
        ended = ("COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "PREEMPTED", "NODE_FAIL")
        wait_for(lambda: self.shown(job).get("JobState") in ended, f"end of job {job}", patience)
        return self.shown(job)["JobState"]

    def _run(self, name: str, *options: str) -> None:
        self._log = self.folder / f"{name}.out"
        with self._log.open("wb") as out:
            # Should this process be killed, its daemons end with it.
            self._daemons.append(subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", str(_program(name)), *options],
                env=self.environment, stdout=out, stderr=subprocess.STDOUT))


def _program(name: str) -> Optional[str]:
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
