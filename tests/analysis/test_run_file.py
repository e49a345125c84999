"""The reader takes what FORMAT.md promises and refuses the rest in one line."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Callable

import h5py
import numpy as np
import pytest

from estimators import all_estimates
from refusal import refusal
from run_file import AisRun, LadderRun, read_ais, read_ladder, read_run, read_samples

KEPT = Path(__file__).resolve().parents[1] / "data" / "runs"
Copy = Callable[[Path, Callable[[h5py.File], None]], Path]


def changed(attribute: str, value: object) -> Callable[[h5py.File], None]:
    def edit(file: h5py.File) -> None:
        file.attrs[attribute] = value

    return edit


def test_both_commands_read_as_what_they_are(rex_file: Path, ais_file: Path) -> None:
    ladder, annealed = read_run(rex_file), read_run(ais_file)
    assert isinstance(ladder, LadderRun) and ladder.up.shape == (ladder.sweeps, ladder.rungs - 1)
    assert isinstance(annealed, AisRun) and annealed.kept_rung[-1] == annealed.rungs - 1
    assert {e.method for e in ladder.estimates} >= {"bennett", "stepping-stone-up"}
    assert ladder.verdict == "ok" and ladder.reasons == ()


def test_another_command_is_refused(rex_file: Path, ais_file: Path, copy_of: Copy) -> None:
    assert "command = train" in refusal(read_run, copy_of(rex_file, changed("command", "train")))
    assert "lnz rex" in refusal(read_ladder, ais_file)
    assert "lnz ais" in refusal(read_ais, rex_file)


@pytest.mark.parametrize("name", ["rex/up", "rex/replica_at", "schedule/beta"])
def test_a_finished_run_without_its_arrays_is_refused(rex_file: Path, copy_of: Copy,
                                                      name: str) -> None:
    def delete(file: h5py.File) -> None:
        del file[name]

    assert name in refusal(read_run, copy_of(rex_file, delete))


def test_arrays_of_other_lengths_are_refused(rex_file: Path, copy_of: Copy) -> None:
    def shorten(file: h5py.File) -> None:
        down = file["rex/down"][:-1]
        del file["rex/down"]
        file["rex/down"] = down

    assert "rex/down has shape" in refusal(read_run, copy_of(rex_file, shorten))


def test_a_live_run_reads_while_its_writer_holds_the_lock(rex_file: Path, copy_of: Copy) -> None:
    def live(file: h5py.File) -> None:
        file.attrs["status"] = "running"
        del file["rex"], file["estimates"], file["result"]

    path = copy_of(rex_file, live)
    with open(path) as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)  # as HDF5 locks what it writes
        run = read_run(path)
    assert isinstance(run, LadderRun) and run.sweeps == 0 and run.estimates == ()
    assert "0 sweeps kept" in refusal(read_samples, path)


def test_chains_on_their_way_have_no_weights_yet(ais_file: Path, copy_of: Copy) -> None:
    def halfway(file: h5py.File) -> None:
        file.attrs["status"] = "running"
        for name in ("ais/kept_rung", "ais/kept_log_weight"):
            half = file[name][:10]
            del file[name]
            file[name] = half

    assert "beta = 1" in refusal(read_ais, copy_of(ais_file, halfway))


def test_strings_of_fixed_length_read_too(rex_file: Path, copy_of: Copy) -> None:
    def fixed(file: h5py.File) -> None:
        for name in ("format", "command", "status", "model_kind", "config"):
            file.attrs[name] = np.bytes_(file.attrs[name])

    assert read_run(copy_of(rex_file, fixed)).model_kind == "rbm"


def test_a_changed_number_state_or_attribute_is_damage(copy_of: Copy) -> None:
    raised = KEPT / "rex_raised.h5"
    read_run(raised)

    def change(name: str) -> Callable[[h5py.File], None]:
        def edit(file: h5py.File) -> None:
            file[name][0] += 1

        return edit

    for name in "rex/down", "segments/0/rex/up", "checkpoint/states", "checkpoint/blocks":
        assert "checksum" in refusal(read_run, copy_of(raised, change(name)))
    assert "checksum" in refusal(read_run, copy_of(raised, changed("beta", 0.5)))


def test_the_checksum_of_the_version_before_is_known() -> None:
    for name in "ais", "rex":
        assert read_run(KEPT / f"{name}_version_2_stopped.h5").status == "running"


def test_a_raised_run_gives_its_earlier_ladders() -> None:
    run = read_ladder(KEPT / "rex_raised.h5")
    assert [ladder.rungs for ladder in run.earlier] == [4] and run.rungs == 7
    assert run.earlier[0].up.shape == (60, 3) and run.earlier[0].replica_at.max() == 3
    derived = {estimate.method: estimate for estimate in all_estimates(run)}
    for stored in run.estimates:
        assert abs(derived[stored.method].log_z - stored.log_z) < 1e-9
    assert "combined" in derived and "bennett segment 0" in derived
