"""ln Z along the ladder, and how far it lies from an exact curve.

plot_log_z.py RUN.h5 [--exact kaufman LxM J]: the exact curve is that of the L x M torus of
spins with couplings J, at the inverse temperatures beta_k times the run's --beta.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any, Callable, Optional, Sequence

import numpy as np

import style
from arrays import Reals
from estimate import NORMAL_95, Estimate
from estimators import all_estimates
from h5_reader import exit_with, fail
from kaufman import kaufman_log_z
from run_file import AisRun, Run, read_samples

Curve = Callable[[Reals], Reals]


def along_ladder(run: Run) -> tuple[Reals, Estimate]:
    """beta of the rungs at which ln Z is known, from 0 on, and its best estimate at these."""
    estimate = all_estimates(run)[0]
    if not isinstance(run, AisRun):
        return run.schedule, estimate
    return (np.append(0, run.schedule[run.kept_rung]),
            replace(estimate, log_z_at=np.append(run.log_z_reference, estimate.log_z_at),
                    std_error_at=np.append(0, estimate.std_error_at)))


def exact_curve(words: Sequence[str], run: Run) -> Curve:
    """beta -> ln Z(beta) from `kaufman LxM J`."""
    try:
        method, shape, coupling = words
        columns, rows = (int(side) for side in shape.split("x"))
        scale = run.beta * float(coupling)
        if method != "kaufman":
            raise ValueError("kaufman is the only exact curve")
        if run.reference_mean.size:
            raise ValueError("its reference is not uniform, so only its end is a torus")
        kaufman_log_z(columns, rows, scale)
        return lambda beta: np.array([kaufman_log_z(columns, rows, scale * b) for b in beta])
    except ValueError as error:
        fail(run.path, f"--exact {' '.join(words)}", str(error),
             "give e.g. --exact kaufman 16x16 1 for a run from the uniform reference")


def draw_curve(ax: Any, beta: Reals, estimate: Estimate, exact: Optional[Curve]) -> None:
    every = max(1, len(beta) // 20)
    ax.errorbar(beta, estimate.log_z_at, NORMAL_95 * estimate.std_error_at, color=style.BLUE,
                linestyle="none" if exact is not None else "-", marker="o", markevery=every,
                errorevery=every, label=f"{estimate.method}, 95%")
    if exact is not None:
        fine = np.linspace(0, 1, 200)
        ax.plot(fine, exact(fine), color=style.ORANGE, zorder=1, label="exact (Kaufman)")
    ax.legend(loc="best")
    ax.set(title=f"ln Z = {estimate.log_z:.3f} ± {estimate.std_error:.3f} at the target",
           xlabel=r"ladder coordinate $\beta$", ylabel=r"$\ln Z(\beta)$ (nats)", xlim=style.LADDER)


def draw_difference(near: Any, sigmas: Any, beta: Reals, estimate: Estimate, exact: Reals) -> None:
    """Estimate minus exact in nats with its band, and in standard errors."""
    difference, error = estimate.log_z_at - exact, estimate.std_error_at
    near.fill_between(beta, difference - NORMAL_95 * error, difference + NORMAL_95 * error,
                      color=style.SKY, alpha=0.5, linewidth=0, label="95%")
    near.plot(beta, difference, color=style.BLUE, marker="o", markevery=max(1, len(beta) // 20))
    near.axhline(0, color=style.ORANGE)
    near.legend(loc="upper left")
    near.set(title="Estimate minus exact", ylabel="nats", xlim=style.LADDER)
    near.tick_params(labelbottom=False)
    known = error > 0
    sigmas.axhspan(-2, 2, color="#EFEFEF", linewidth=0, zorder=0)
    sigmas.axhline(0, color=style.ORANGE)
    sigmas.plot(beta[known], difference[known] / error[known], "o", color=style.BLUE)
    reach = max(3.0, 1.1 * float(np.max(np.abs(difference[known] / error[known]), initial=0)))
    sigmas.set(title="The same in standard errors", ylim=(-reach, reach), xlim=style.LADDER,
               xlabel=r"ladder coordinate $\beta$", ylabel="standard errors")


def draw_error(ax: Any, beta: Reals, estimate: Estimate) -> None:
    ax.plot(beta, estimate.std_error_at, color=style.RED, marker="o",
            markevery=max(1, len(beta) // 20))
    ax.set(title="Its standard error", xlabel=r"ladder coordinate $\beta$", ylabel="nats",
           xlim=style.LADDER)
    ax.set_ylim(bottom=0)


def main(arguments: Sequence[str]) -> int:
    parser = style.parser(__doc__, "log_z.png")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("run", metavar="RUN.h5", help="a run of lnz ais or lnz rex")
    parser.add_argument("--exact", nargs=3, metavar=("kaufman", "LxM", "J"),
                        help="exact curve of a torus of spins")
    options = parser.parse_args(arguments)
    run = read_samples(options.run)
    beta, estimate = along_ladder(run)
    exact = exact_curve(options.exact, run) if options.exact else None
    if exact is None:
        figure, axes = style.panels([["curve", "error"]], 3.6)
        draw_error(axes["error"], beta, estimate)
    else:
        figure, axes = style.panels([["curve", "near"], ["curve", "sigmas"]], 4.2)
        draw_difference(axes["near"], axes["sigmas"], beta, estimate, exact(beta))
    draw_curve(axes["curve"], beta, estimate, exact)
    style.save(figure, options.output)
    return 0


if __name__ == "__main__":
    exit_with(main)
