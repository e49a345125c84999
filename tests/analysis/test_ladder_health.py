"""Round trips, rejections and slopes of a ladder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np

from ladder_health import (energy_series, is_linear, observed_rejections, round_trips,
                           swap_rejections)
from run_file import read_ladder
from tiny_runs import Ising


def test_round_trips_start_and_end_at_the_reference() -> None:
    # Replica 0 goes 0 1 2 1 0: one trip. Replica 1 goes 1 0 0 0 1: none. Replica 2 comes down
    # from the target, which is half a trip.
    replica_at = np.array([[0, 1, 2], [1, 0, 2], [1, 2, 0], [1, 0, 2], [0, 1, 2], [0, 2, 1],
                           [2, 0, 1]])
    assert round_trips(replica_at).tolist() == [1, 0, 0]


def test_two_rungs_make_a_trip_of_two_swaps() -> None:
    replica_at = np.array([[0, 1], [1, 0], [0, 1], [1, 0]])
    assert round_trips(replica_at).tolist() == [1, 1]


def test_rejections_from_ratios_agree_with_the_swaps_counted(rex_file: Path) -> None:
    run = read_ladder(rex_file)
    rejection, error = swap_rejections(run)
    counted = observed_rejections(run)
    tries = run.sweeps / 2
    spread = np.sqrt(rejection * (1 - rejection) / tries + error**2)
    assert np.all(np.abs(counted - rejection) < 4 * spread)


def test_swaps_of_sweeps_that_were_not_kept_count(rex_file: Path, tmp_path: Path) -> None:
    thinned = tmp_path / "thinned.h5"
    thinned.write_bytes(rex_file.read_bytes())
    with h5py.File(thinned, "a") as file:
        for name in ("up", "down", "replica_at"):
            kept = file[f"rex/{name}"][:: 4]
            del file[f"rex/{name}"]
            file[f"rex/{name}"] = kept
        file["rex"].attrs["thin"] = 4
        file.attrs["config"] = '{"thin": "auto"}'
    whole = observed_rejections(read_ladder(rex_file))
    assert np.allclose(observed_rejections(read_ladder(thinned)), whole, atol=1e-3)


def test_a_linear_path_has_the_bond_sum_as_its_slope(ising_file: Path, rex_file: Path) -> None:
    run = read_ladder(ising_file)
    assert is_linear(run) and not is_linear(read_ladder(rex_file))
    bonds = energy_series(run) / Ising().coupling
    # sums of 18 bonds of -1 or +1 are even, and on a 3 x 3 torus at least -6
    assert np.allclose(bonds, 2 * np.round(bonds / 2), atol=1e-8)
    assert np.all(np.abs(bonds) < 18 + 1e-8)
    assert abs(bonds[:, 0].mean()) < 4 * np.sqrt(18 / run.sweeps)


def test_slopes_of_a_curved_path_are_of_second_order(rex_file: Path) -> None:
    run = read_ladder(rex_file)
    # A quadratic ln f = 3 beta^2 must give its derivative exactly inside the ladder.
    beta = run.schedule
    up = np.broadcast_to(3 * np.diff(beta**2), run.up.shape)
    slope = energy_series(replace(run, up=up, down=-up))
    assert np.allclose(slope[:, 1:-1], 6 * beta[1:-1])
