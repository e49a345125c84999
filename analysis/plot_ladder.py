"""A replica-exchange ladder: energies, memory, swaps and journeys of its replicas."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

import style
from autocorrelation import std_error_of_mean, tau_error, tau_int
from h5_reader import exit_with
from ladder_health import energy_series, observed_rejections, round_trips, swap_rejections
from run_file import LadderRun, read_ladder


def draw_energies(ax: Any, run: LadderRun) -> None:
    """<d ln f / d beta>: its integral over beta is ln Z - ln Z_0."""
    series = energy_series(run)
    ax.errorbar(run.schedule, series.mean(axis=0), [std_error_of_mean(s) for s in series.T],
                color=style.BLUE, marker="o", linewidth=1)
    ax.set(title="Mean slope of every rung", xlabel=r"ladder coordinate $\beta$",
           ylabel=r"$\langle \partial \ln f / \partial\beta \rangle$ (nats)")


def draw_memory(ax: Any, run: LadderRun) -> None:
    """tau_int of the slope at every rung, with its error."""
    tau = np.array([tau_int(s) for s in energy_series(run).T])
    error = tau_error(tau, run.sweeps)
    below = np.minimum(error, 0.9 * tau)  # a logarithmic axis has no 0
    ax.errorbar(run.schedule, tau, [below, error], color=style.GREEN, marker="o", linewidth=1)
    ax.axhline(0.5, color=style.GREY, linestyle=":", linewidth=1.2, label="white noise")
    ax.set_yscale("log")
    ax.set_ylim(min(0.4, 0.9 * (tau - below).min()), 2 * (tau + error).max())  # room for a legend
    style.plain_logarithmic(ax.yaxis)
    ax.legend(loc="upper left")
    ax.set(title="Memory of every rung", xlabel=r"ladder coordinate $\beta$",
           ylabel=r"$\tau_\mathrm{int}$ (kept sweeps)")


def draw_swaps(ax: Any, run: LadderRun) -> None:
    """Rejection of every edge; bars are the mean of 1 - min(1, ratio), dots count the swaps."""
    rejection, error = swap_rejections(run)
    edge = np.arange(len(rejection))
    ax.bar(edge, rejection, yerr=error, color=style.SKY, width=0.75, label="from log ratios",
           error_kw={"elinewidth": 1})
    ax.plot(edge, observed_rejections(run), "D", color=style.RED, label="swaps counted")
    ax.set_ylim(0, max(0.1, 1.3 * max((rejection + error).max(), observed_rejections(run).max())))
    ax.legend(loc="upper right", ncol=2)
    ax.set_xlim(-0.6, len(edge) - 0.4)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.set(title=f"Rejected swaps: $\\Lambda$ = {rejection.sum():.2f}",
           xlabel="edge (rung k to k + 1)", ylabel="rejection rate")


def draw_journeys(ax: Any, run: LadderRun) -> None:
    """Rung against time of three replicas (or of two), about three round trips long."""
    trips = int(round_trips(run.replica_at).sum())
    mean_trip = run.sweeps * run.rungs / max(trips, 1)
    shown = int(np.clip(3 * mean_trip, min(100, run.sweeps), run.sweeps))
    rung_of = np.argsort(run.replica_at[:shown], axis=1)
    replicas = np.unique(run.replica_at[0, [0, run.rungs // 2, -1]])
    for replica, colour in zip(replicas, (style.BLUE, style.ORANGE, style.PURPLE)):
        ax.plot(np.arange(shown) * run.thin, rung_of[:, replica], color=colour, linewidth=1.3,
                drawstyle="steps-post")
    ax.set(title=f"{len(replicas)} of {run.rungs} replicas; {trips} round trips in all",
           xlabel="sweeps since burn-in", ylabel="rung (0 = reference)",
           xlim=(0, (shown - 1) * run.thin))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))


def main(arguments: Sequence[str]) -> int:
    parser = style.parser(__doc__, "ladder.png")
    parser.add_argument("run", metavar="RUN.h5", help="a run of lnz rex, live or finished")
    options = parser.parse_args(arguments)
    run = read_ladder(options.run)
    figure, axes = style.panels([["energies", "memory"], ["swaps", "journeys"]], 6.2)
    draw_energies(axes["energies"], run)
    draw_memory(axes["memory"], run)
    draw_swaps(axes["swaps"], run)
    draw_journeys(axes["journeys"], run)
    style.save(figure, options.output)
    return 0


if __name__ == "__main__":
    exit_with(main)
