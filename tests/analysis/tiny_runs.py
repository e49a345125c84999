"""Small enumerable models and their annealing and replica exchange, in plain numpy.

Independent of the program and of analysis/: what the tests of analysis/ measure with.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]


class TinyModel(Protocol):
    """States are the last axis of an array; beta is broadcast over the others."""

    kind: str
    summary: str
    units: int
    log_z_reference: float

    def draw_reference(self, shape: tuple[int, ...], random: np.random.Generator) -> Reals: ...
    def log_f(self, x: Reals, beta: Reals) -> Reals: ...
    def sweep(self, x: Reals, beta: Reals, random: np.random.Generator) -> Reals: ...
    def states(self) -> Reals: ...


class Rbm:
    """5 x 4 units 0/1, hidden units summed out: ln f_beta is not linear in beta."""

    kind, summary, units = "rbm", "5 x 4, bernoulli", 5

    def __init__(self, seed: int = 3, scale: float = 1.0) -> None:
        random = np.random.default_rng(seed)
        self.W = scale * random.normal(size=(5, 4))
        self.b, self.c = random.normal(size=5), random.normal(size=4)
        self.log_z_reference = 9 * np.log(2)

    def draw_reference(self, shape: tuple[int, ...], random: np.random.Generator) -> Reals:
        return random.integers(2, size=(*shape, 5)) * 1.0

    def log_f(self, x: Reals, beta: Reals) -> Reals:
        field = (x @ self.W + self.c) * np.asarray(beta)[..., None]
        return np.asarray(beta * (x @ self.b) + np.logaddexp(0, field).sum(axis=-1))

    def sweep(self, x: Reals, beta: Reals, random: np.random.Generator) -> Reals:
        def bits(field: Reals) -> Reals:
            on = random.random(field.shape) < 1 / (1 + np.exp(-beta[..., None] * field))
            return np.asarray(on, dtype=float)

        hidden = bits(x @ self.W + self.c)
        return bits(hidden @ self.W.T + self.b)

    def states(self) -> Reals:
        return np.array(list(itertools.product([0.0, 1.0], repeat=5)))


class Ising:
    """3 x 3 torus of spins -1/+1: ln f_beta = beta K sum s s is linear in beta."""

    kind, summary, units = "ising", "3x3 torus", 9

    def __init__(self, coupling: float = 0.5) -> None:
        self.coupling = coupling
        self.log_z_reference = 9 * np.log(2)
        site = np.arange(9).reshape(3, 3)
        self.right, self.below = np.roll(site, -1, 1).ravel(), np.roll(site, -1, 0).ravel()
        left, above = np.roll(site, 1, 1).ravel(), np.roll(site, 1, 0).ravel()
        self.neighbours = np.stack([self.right, left, self.below, above], axis=1)

    def draw_reference(self, shape: tuple[int, ...], random: np.random.Generator) -> Reals:
        return 2.0 * random.integers(2, size=(*shape, 9)) - 1

    def log_f(self, x: Reals, beta: Reals) -> Reals:
        bonds = (x * (x[..., self.right] + x[..., self.below])).sum(axis=-1)
        return np.asarray(beta * self.coupling * bonds)

    def sweep(self, x: Reals, beta: Reals, random: np.random.Generator) -> Reals:
        x = x.copy()
        u = random.random(x.shape)
        for i in range(9):
            field = x[..., self.neighbours[i]].sum(axis=-1)
            x[..., i] = np.where(u[..., i] * (1 + np.exp(-2 * beta * self.coupling * field)) < 1,
                                 1.0, -1.0)
        return x

    def states(self) -> Reals:
        return np.array(list(itertools.product([-1.0, 1.0], repeat=9)))


def exact_log_z(model: TinyModel, beta: Reals) -> Reals:
    """ln Z at every beta by enumeration."""
    return np.array([np.logaddexp.reduce(model.log_f(model.states(), np.asarray(b)))
                     for b in np.atleast_1d(beta)])


@dataclass
class Anneal:
    kept_log_weight: Reals  # [..., K-1, M], on reaching rungs 1 to K-1
    units: Reals  # [..., M, N]


def anneal(model: TinyModel, beta: Reals, chains: tuple[int, ...], seed: int) -> Anneal:
    """Annealed importance sampling of chains [..., M], one sweep a rung."""
    random = np.random.default_rng(seed)
    x = model.draw_reference(chains, random)
    log_weight, kept = np.zeros(chains), []
    for lower, upper in zip(beta[:-1], beta[1:]):
        log_weight = (log_weight + model.log_f(x, np.asarray(upper))
                      - model.log_f(x, np.asarray(lower)))
        kept.append(log_weight)
        x = model.sweep(x, np.full(chains, upper), random)
    return Anneal(np.stack(kept, axis=-2), x)


@dataclass
class Exchange:
    up: Reals  # [R, T, K-1]
    down: Reals  # [R, T, K-1]
    replica_at: NDArray[np.int32]  # [R, T, K]
    accepted: NDArray[np.int32]  # [R, K-1]
    units: Reals  # [R, T, N], of the last rung


def exchange(model: TinyModel, beta: Reals, sweeps: int, seed: int, runs: int = 1,
             burn_in: int = 100) -> Exchange:
    """`runs` independent ladders with even-odd swaps, all at once."""
    random = np.random.default_rng(seed)
    rungs, all_runs = len(beta), np.arange(runs)[:, None]
    above, below = np.append(beta[1:], beta[-1]), np.append(beta[0], beta[:-1])
    x = model.draw_reference((runs, rungs), random)  # by rung
    here = np.broadcast_to(beta, (runs, rungs))
    replica_at = np.tile(np.arange(rungs, dtype=np.int32), (runs, 1))
    out = Exchange(np.empty((runs, sweeps, rungs - 1)), np.empty((runs, sweeps, rungs - 1)),
                   np.empty((runs, sweeps, rungs), np.int32), np.zeros((runs, rungs - 1), np.int32),
                   np.empty((runs, sweeps, model.units)))
    for step in range(-burn_in, sweeps):
        x = model.sweep(x, here, random)
        log_f = model.log_f(x, beta)
        up = (model.log_f(x, above) - log_f)[:, :-1]
        down = (model.log_f(x, below) - log_f)[:, 1:]
        if step >= 0:
            out.up[:, step], out.down[:, step], out.replica_at[:, step] = up, down, replica_at
            out.units[:, step] = x[:, -1]
        swap = np.log(random.random(up.shape)) < up + down
        swap[:, (step + 1) % 2 :: 2] = False
        if step >= 0:
            out.accepted += swap
        order = np.tile(np.arange(rungs), (runs, 1))
        order[:, :-1] += swap
        order[:, 1:] -= swap
        x, replica_at = x[all_runs, order], replica_at[all_runs, order]
    return out
