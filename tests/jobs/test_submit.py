"""jobs/submit refuses what cannot run before anything is queued, and says what the rest costs."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conftest import JOBS, Script, job_file

JOB: dict[str, Any] = {"ranks": 2, "time": "1h"}
AIS: dict[str, Any] = {"verb": "ais", "model": "ising:8x8", "rungs": 100, "chains": 64}
TASK = "${SLURM_ARRAY_TASK_ID}"


def refusal(script: Script, path: Path) -> str:
    """What `submit` says of a file that it must refuse, by status 2 and one line."""
    result = script("submit", path, "--dry-run")
    assert result.returncode == 2 and result.stdout == "", result
    said = result.stderr.splitlines()
    assert len(said) == 1 and said[0].startswith("submit: error: "), result.stderr
    return said[0]


@pytest.mark.parametrize("job, lnz, named", [
    ({"rank": 2}, {}, "did you mean 'ranks'?"),
    ({"ranks": "two"}, {}, "ranks = two cannot be read; write a whole number from 1"),
    ({"time": "1:30"}, {}, "time = 1:30 cannot be read"),
    ({"memory": "lots"}, {}, "memory = lots cannot be read"),
    ({"array": "5-1", "ranks": 1}, {"output": TASK}, "array = 5-1 cannot be read"),
    ({"launcher": "mpiexec"}, {}, "launcher = mpiexec cannot be read; write mpirun or srun"),
    ({"name": "my job"}, {}, "name = my job cannot be read"),
    ({"notice": "1h"}, {}, "lnz would be told to stop as it starts"),
    ({"nodes": 3}, {}, "nodes = 3 for 2 ranks"),
    ({"chain": 3, "requeue": "yes"}, {}, "chain = 3 with requeue = yes"),
    ({"array": "1-3"}, {}, "all tasks of the array would write it"),
    ({}, {"model": f"ising:8x8,J=pm1,seed={TASK}"}, "there is no array"),
    ({}, {"restart": "yes"}, "a job that goes on would start again"),
    ({}, {"verb": "exact"}, "it must be ais, rex or train"),
    ({"program": "/nowhere/lnz"}, {}, "/nowhere/lnz does not start"),
    ({}, {"chain": 64}, "lnz ais has no option '--chain"),
    ({}, {"chains": "many"}, "--chains = 'many' (not a whole number)"),
    ({}, {"model": "none.h5"}, "none.h5"),
    ({}, {"model": "ising:8x8,K=1"}, "unknown key 'K'"),
    ({}, {"max-time": "soon"}, "--max-time = 'soon' (not a duration)"),
    ({}, {"schedule": "none.txt"}, "--schedule = 'none.txt'"),
    ({}, {"output": "none/ais.h5"}, "none/ais.h5 cannot be written"),
    ({"ranks": 3}, {"team": 2}, "--team = 2 (the job's 3 ranks cannot be cut into teams of 2)"),
], ids=str)
def test_a_mistake_costs_one_line(job: dict[str, Any], lnz: dict[str, Any], named: str,
                                  script: Script, folder: Path) -> None:
    said = refusal(script, job_file(folder, "job", {**JOB, **job}, {**AIS, **lnz}))
    assert named in said
    assert sorted(path.name for path in folder.iterdir()) == ["job.ini"]


@pytest.mark.parametrize("text, named", [
    ("[jobs]\ntime = 1h\n", "did you mean [job]?"),
    ("time = 1h\n", "no INI file"),
    ("[job]\ntime = 1h\ntime = 2h\n", "no INI file"),
    ("[job]\nranks = 2\n", "[job] has no time"),
    ("[job]\ntime = 1h\n", "[lnz] has verb = "),
], ids=repr)
def test_a_broken_file_costs_one_line(text: str, named: str, script: Script, folder: Path) -> None:
    path = folder / "job.ini"
    path.write_text(text)
    assert named in refusal(script, path)


def test_a_file_that_is_not_there_costs_one_line(script: Script, folder: Path) -> None:
    assert "No such file" in refusal(script, folder / "none.ini")


def test_without_slurm_nothing_is_submitted(script: Script, folder: Path) -> None:
    result = script("submit", job_file(folder, "job", JOB, AIS))
    assert result.returncode == 2 and result.stdout == ""
    assert "submit: error: " in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("text, minutes", [
    ("90s", "1:30"), ("3h50m", "230:00"), ("230", "230:00"), ("2:30:00", "150:00"),
    ("1-12", "2160:00"), ("1-12:30:15", "2190:15"), ("2d", "2880:00")])
def test_times_are_those_of_lnz_or_of_slurm(text: str, minutes: str, script: Script,
                                            folder: Path) -> None:
    job = job_file(folder, "job", {**JOB, "time": text, "notice": "10s"}, AIS)
    assert f"#SBATCH --time={minutes}\n" in script("submit", job, "--dry-run").stdout


def test_costs_are_core_hours_of_all_tasks(script: Script, folder: Path) -> None:
    job = {**JOB, "ranks": 6, "threads": 4, "time": "1h30m", "array": "1-9:4,20%2"}
    result = script("submit", job_file(folder, "job", job, {**AIS, "output": f"{TASK}.h5"}),
                    "--dry-run")
    assert "6 ranks x 4 threads x 1.5 h x 4 tasks = 144 core hours" in result.stderr


def test_memory_is_that_of_the_fullest_node(script: Script, folder: Path) -> None:
    def asked(**job: Any) -> int:
        result = script("submit", job_file(folder, "job", {**JOB, **job}, AIS), "--dry-run")
        found = re.search(r"^#SBATCH --mem=(\d+)M$", result.stdout, re.MULTILINE)
        assert found, result
        return int(found[1])

    one, two, four = asked(ranks=1), asked(ranks=2), asked(ranks=4)
    assert one < two < four
    assert asked(ranks=4, nodes=2) == pytest.approx(two, rel=0.1)
    assert asked(memory="3G") == 3072


def test_the_shell_reads_back_what_the_file_says(script: Script, folder: Path) -> None:
    output = f"it's \"$HOME\" `ls` \\ {TASK}; ls.h5"
    job = job_file(folder, "job", {**JOB, "array": "7"}, {**AIS, "output": output, "save-chains":
                                                          "yes", "quiet": "no"})
    result = script("submit", job, "--dry-run")
    line = next(line for line in result.stdout.splitlines() if line.startswith("lnz=("))
    words = subprocess.run(["bash", "-c", line + "\nprintf '%s\\0' \"${lnz[@]}\""], text=True,
                           capture_output=True, env={**os.environ, "SLURM_ARRAY_TASK_ID": "7"})
    assert words.stdout.split("\0")[1:-1] == [
        "ais", "--model=ising:8x8", "--rungs=100", "--chains=64",
        f"--output={output.replace(TASK, '7')}", "--save-chains"]


def test_a_finished_run_is_not_submitted(script: Script, folder: Path) -> None:
    path = job_file(folder, "job", JOB, AIS)
    words = [f"--{key}={value}" for key, value in AIS.items() if key != "verb"]
    subprocess.run([os.environ["LNZ"], "ais", *words], cwd=folder, check=True, capture_output=True)
    result = script("submit", path)
    assert result.returncode == 0 and result.stdout == ""
    assert "ais.h5 is finished; nothing to submit" in result.stderr


def test_a_run_of_other_options_is_refused(script: Script, folder: Path) -> None:
    words = [f"--{key}={value}" for key, value in AIS.items() if key != "verb"]
    subprocess.run([os.environ["LNZ"], "ais", *words], cwd=folder, check=True, capture_output=True)
    assert "was made with rungs = 100 (now 50)" in refusal(
        script, job_file(folder, "job", JOB, {**AIS, "rungs": 50}))


def example(name: str, folder: Path) -> Path:
    text = (JOBS / "slurm" / "examples" / f"{name}.ini").read_text()
    path = folder / "job.ini"
    path.write_text(text.replace("[job]", f"[job]\nprogram = {os.environ['LNZ']}"))
    return path


@pytest.mark.parametrize("name", ["rex", "disorder"])
def test_an_example_is_a_job(name: str, script: Script, folder: Path) -> None:
    result = script("submit", example(name, folder), "--dry-run")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name, file", [("ais", "rbm.h5"), ("train", "train-images-idx3-ubyte.gz")])
def test_an_example_lacks_nothing_but_its_input(name: str, file: str, script: Script,
                                                folder: Path) -> None:
    assert file in refusal(script, example(name, folder))


def test_collect_leaves_out_what_is_not_finished_and_says_so(script: Script, folder: Path) -> None:
    path = job_file(folder, "job", {**JOB, "array": "1-3"}, {**AIS, "output": f"{TASK}.h5"})
    words = [f"--{key}={value}" for key, value in AIS.items() if key != "verb"]
    for task in 1, 3:
        subprocess.run([os.environ["LNZ"], "ais", *words, f"--seed={task}", f"-o{task}.h5"],
                       cwd=folder, check=True, capture_output=True)
    result = script("collect", path)
    assert result.returncode == 75, result.stderr
    assert re.search(r"^2\.h5 +missing$", result.stdout, re.MULTILINE)
    assert "(2 of 3 tasks" in result.stdout


def test_collect_wants_an_array(script: Script, folder: Path) -> None:
    result = script("collect", job_file(folder, "job", JOB, AIS))
    assert result.returncode == 2 and "[job] has no array" in result.stderr
