"""Every re-derived estimate against enumeration, and its error against repetition."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

import tiny_runs
from autocorrelation import variance_of_mean
from annealing import importance, log_mean_weight, weight_diagnostics
from ladder import (LADDER_METHODS, Influence, along_paths, ladder, path_covariance,
                    sum_errors)
from pareto import generalised_pareto_shape, pareto_k
from peers import bar_steps, mbar_log_z
from run_file import read_ais, read_ladder

Reals = NDArray[np.float64]
REPEATS = 200


def check_z(z: Reals) -> None:
    """Mean 0 and variance 1 within 4 of their own errors, whatever the kurtosis."""
    n, kurtosis = len(z), np.mean((z - z.mean()) ** 4) / z.var() ** 2
    assert abs(z.mean()) < 4 / np.sqrt(n)
    assert abs(z.var() - 1) < 4 * np.sqrt((kurtosis - 1) / n)


@pytest.fixture(scope="module")
def ladders(ising: tiny_runs.Ising) -> tuple[tiny_runs.Exchange, float]:
    beta = np.linspace(0, 1, 8)
    run = tiny_runs.exchange(ising, beta, 1500, seed=21, runs=REPEATS)
    return run, float(tiny_runs.exact_log_z(ising, np.array([1.0]))[0]) - ising.log_z_reference


@pytest.mark.parametrize("method", LADDER_METHODS)
def test_ladder_estimates_miss_enumeration_by_their_errors(
        method: str, ladders: tuple[tiny_runs.Exchange, float]) -> None:
    run, exact = ladders
    z = []
    for up, down, replica_at in zip(run.up, run.down, run.replica_at):
        influence = LADDER_METHODS[method](up, down)
        psi = influence.per_rung(up.shape[1])
        along = variance_of_mean(path_covariance(psi, replica_at.astype(np.int64)))
        error = max(np.sqrt(along), sum_errors(influence)[-1])
        z.append((influence.step.sum() - exact) / error)
    check_z(np.array(z))


def test_errors_that_forget_the_replicas_are_too_small(
        ladders: tuple[tiny_runs.Exchange, float]) -> None:
    run, exact = ladders
    z2, by_rung = [], []
    for up, down in zip(run.up, run.down):
        influence = LADDER_METHODS["bennett"](up, down)
        psi = influence.per_rung(up.shape[1])
        by_rung.append(sum(psi.var(axis=0)) / len(psi))
        z2.append((influence.step.sum() - exact) ** 2)
    assert np.mean(z2) > 1.5 * np.mean(by_rung)


def test_every_rung_of_a_ladder_agrees_with_enumeration(
        rex_file: Path, rbm: tiny_runs.Rbm, ising_file: Path, ising: tiny_runs.Ising) -> None:
    models: list[tuple[Path, tiny_runs.TinyModel]] = [(rex_file, rbm), (ising_file, ising)]
    for path, model in models:
        run = read_ladder(path)
        exact = tiny_runs.exact_log_z(model, run.schedule)
        for method in LADDER_METHODS:
            estimate = ladder(run, method)
            assert estimate.log_z == estimate.log_z_at[-1]
            assert estimate.std_error == pytest.approx(estimate.std_error_at[-1])
            assert estimate.std_error >= max(estimate.path_error, estimate.sum_error)
            assert np.all(np.abs(estimate.log_z_at - exact) <= 4 * estimate.std_error_at + 1e-12)


def test_bennett_equals_pymbar_on_every_edge(rex_file: Path, ising_file: Path) -> None:
    for path in (rex_file, ising_file):
        run = read_ladder(path)
        mine = LADDER_METHODS["bennett"](run.up, run.down).step
        assert np.allclose(mine, bar_steps(run), rtol=0, atol=1e-6)


def test_a_frozen_edge_has_its_work_for_an_answer(ising_file: Path) -> None:
    run = read_ladder(ising_file)
    frozen = replace(run, up=np.full_like(run.up, 0.25), down=np.full_like(run.up, -0.25))
    for method in LADDER_METHODS:
        assert LADDER_METHODS[method](frozen.up, frozen.down).step == pytest.approx(0.25)
        assert ladder(frozen, method).std_error == pytest.approx(0)
    assert bar_steps(frozen) == pytest.approx(0.25)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # pymbar 3 uses numpy.matrix
def test_mbar_applies_to_linear_paths_only(rex_file: Path, ising_file: Path,
                                           ising: tiny_runs.Ising) -> None:
    log_z, error = mbar_log_z(read_ladder(ising_file))
    exact = tiny_runs.exact_log_z(ising, np.array([1.0]))[0]
    assert abs(log_z - exact) < 4 * error and error < 0.1
    assert np.isnan(mbar_log_z(read_ladder(rex_file))[0])


def test_influence_is_the_change_that_a_repeated_sample_causes() -> None:
    random = np.random.default_rng(2)
    count = 20000
    up, down = random.normal(0.3, 0.8, (count, 1)), random.normal(-0.4, 0.7, (count, 1))
    for method in LADDER_METHODS.values():
        whole = method(up, down)
        for t in (0, 57, 311):
            # One more copy of sweep t shifts the estimate by its influence / (T + 1), up to
            # terms of order 1/T.
            more = method(np.append(up, up[t : t + 1], 0), np.append(down, down[t : t + 1], 0))
            influence = whole.at_lower[t, 0] + whole.at_upper[t, 0]
            shift = (more.step[0] - whole.step[0]) * (count + 1)
            assert shift == pytest.approx(influence, abs=0.003)


def test_influence_follows_the_state_to_its_rung_and_its_replica() -> None:
    influence = Influence(np.zeros(2), np.array([[1.0, 10.0]]), np.array([[200.0, 3000.0]]))
    assert influence.per_rung(2).tolist() == [[1, 210, 3000]]
    assert influence.per_rung(1).tolist() == [[1, 200, 0]]
    # Rungs 0, 1, 2 hold replicas 2, 0, 1.
    along = along_paths(influence.per_rung(2), np.array([[2, 0, 1]]))
    assert along.tolist() == [[210, 3000, 1]]


def test_thermodynamic_integration_is_exact_for_normal_work() -> None:
    # W normal with mean m and variance v below has mean m + v and variance v above: the slope
    # <W>_s is linear and ln Z = m + v/2. Quantiles stand for samples.
    normal = norm.ppf((np.arange(20000) + 0.5) / 20000)[:, None]
    normal /= normal.std()
    m, v = 0.7, 2.25
    integrate = LADDER_METHODS["thermodynamic-integration"]
    step = integrate(m + 1.5 * normal, -(m + v + 1.5 * normal)).step
    assert step[0] == pytest.approx(m + v / 2, abs=1e-12)


def test_thermodynamic_integration_knows_how_far_off_a_coarse_rule_is() -> None:
    # One spin in a field h = 3: W = h s, <W>_x = h tanh(h x), ln Z = ln cosh h.
    h, count = 3.0, 100000
    ups = round(count / (1 + np.exp(-2 * h)))
    above = np.where(np.arange(count) < ups, h, -h)[:, None]
    below = np.where(np.arange(count) % 2 == 0, h, -h)[:, None]
    rule = LADDER_METHODS["thermodynamic-integration"](below, -above)
    off = rule.step[0] - np.log(np.cosh(h))
    assert abs(off) > 0.05 and abs(rule.left_out) > abs(off) / 2


def test_annealing_misses_enumeration_by_its_errors(rbm: tiny_runs.Rbm) -> None:
    run = tiny_runs.anneal(rbm, np.linspace(0, 1, 11), (REPEATS, 400), seed=3)
    exact = tiny_runs.exact_log_z(rbm, np.array([1.0]))[0]
    z = []
    for log_weight in run.kept_log_weight[:, -1]:
        log_mean, error, _ = log_mean_weight(log_weight)
        z.append((rbm.log_z_reference + log_mean - exact) / error)
    check_z(np.array(z))


def test_annealing_agrees_with_enumeration_at_every_kept_rung(ais_file: Path,
                                                              rbm: tiny_runs.Rbm) -> None:
    run = read_ais(ais_file)
    estimate, weights = importance(run), weight_diagnostics(run)
    exact = tiny_runs.exact_log_z(rbm, run.schedule[run.kept_rung])
    assert np.all(np.abs(estimate.log_z_at - exact) < 4 * estimate.std_error_at)
    assert weights.lower_bound < exact[-1]
    low, high = weights.bootstrap95
    # The percentile interval is 2 x 1.96 errors wide, within 4 of its own: its end points are
    # order statistics of 1,000 resamples, good to about 0.09 errors each.
    assert abs((high - low) / estimate.std_error - 3.92) < 4 * 0.13


def test_heavy_weights_have_the_same_error_on_the_way_as_in_the_end(ais_file: Path) -> None:
    run = read_ais(ais_file)
    heavy = 4 * np.random.default_rng(11).normal(size=200)
    light = heavy / 100
    estimate = importance(replace(run, log_weight=heavy, kept_log_weight=np.array([light, heavy])))
    assert estimate.std_error == estimate.std_error_at[1] > 2 * log_mean_weight(heavy)[1]
    assert estimate.std_error_at[0] == log_mean_weight(light)[1]


def test_log_mean_weight_of_literals() -> None:
    log_mean, error, ess = log_mean_weight(np.log([1.0, 2.0, 3.0, 6.0]))
    assert log_mean == pytest.approx(np.log(3))
    # sample variance 14/3, over n = 4 and the squared mean 9
    assert error == pytest.approx(np.sqrt(14 / 3 / 4 / 9))
    assert ess == pytest.approx(144 / 50)


@pytest.mark.parametrize("k", [0.2, 0.5, 0.9])
def test_pareto_k_finds_the_tail_it_is_given(k: float) -> None:
    u = np.random.default_rng(8).random(40000)
    # Asymptotic standard deviation of the maximum-likelihood shape: (1 + k)/sqrt(n).
    excess = np.sort((u[:4000] ** -k - 1) / k)
    assert abs(generalised_pareto_shape(excess) - k) < 4 * (1 + k) / np.sqrt(4000)
    assert abs(pareto_k(-k * np.log(u)) - k) < 4 * (1 + k) / np.sqrt(600) + 0.01


def test_pareto_k_leans_on_one_half_like_ten_weights() -> None:
    log_weight = np.sort(np.random.default_rng(5).normal(size=100))
    weight = np.exp(log_weight - log_weight[-1])
    shape = generalised_pareto_shape(weight[-20:] - weight[-21])
    assert pareto_k(log_weight) == pytest.approx((20 * shape + 10 * 0.5) / 30)


def test_pareto_k_needs_25_weights() -> None:
    assert np.isnan(pareto_k(np.linspace(0, 1, 20)))
    assert pareto_k(np.zeros(100)) == 0
