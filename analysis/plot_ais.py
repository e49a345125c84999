"""Log weights of annealed importance sampling: where they end, how they grow and spread."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

import style
from annealing import importance, weight_diagnostics
from h5_reader import exit_with
from run_file import AisRun, read_ais


def draw_histogram(ax: Any, run: AisRun) -> None:
    """Final log weights with ln Z, its interval, and Jensen's bound."""
    estimate, weights = importance(run), weight_diagnostics(run)
    low, high = weights.bootstrap95
    ax.hist(run.log_z_reference + run.log_weight, bins="fd", color=style.SKY, edgecolor="white",
            linewidth=0.4)
    top = 0.7  # of the panel's height; above it, the legend
    ax.set_ylim(0, ax.get_ylim()[1] / top)
    ax.axvspan(low, high, ymax=top, color=style.RED, alpha=0.25, linewidth=0, zorder=0.5)
    ax.axvline(estimate.log_z, ymax=top, color=style.RED,
               label=f"ln Z = {estimate.log_z:.3f} ± {estimate.std_error:.3f}\n"
                     f"(95% [{low:.3f}, {high:.3f}])")
    ax.axvline(weights.lower_bound, ymax=top, color=style.GREY, linestyle="--",
               label=f"mean log weight {weights.lower_bound:.3f}")
    pareto = "" if np.isnan(weights.pareto_k) else f", Pareto k {weights.pareto_k:.2f}"
    ax.plot([], [], " ", label=f"ESS {estimate.ess:.0f} of {len(run.log_weight)}{pareto}")
    ax.legend(loc="upper left")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(title="Log weights at the target", xlabel=r"$\ln Z_0 + \ln w$ (nats)", ylabel="chains")


def draw_growth(grow: Any, spread: Any, run: AisRun) -> None:
    """Median of ln w along the ladder, and the standard deviation with its error."""
    beta = np.append(0, run.schedule[run.kept_rung])
    log_w = np.vstack([np.zeros(len(run.log_weight)), run.kept_log_weight])
    grow.plot(beta, run.log_z_reference + np.median(log_w, axis=1), color=style.BLUE)
    grow.set(title=r"Median of $\ln Z_0 + \ln w$ over chains", ylabel="nats", xlim=style.LADDER)
    grow.tick_params(labelbottom=False)
    deviation = log_w.std(axis=1, ddof=1)
    error = deviation / np.sqrt(2 * (log_w.shape[1] - 1))
    spread.errorbar(beta, deviation, error, color=style.ORANGE, ecolor=style.RED, elinewidth=1,
                    errorevery=max(1, len(beta) // 20))
    spread.set(title=r"Standard deviation of $\ln w$", xlabel=r"ladder coordinate $\beta$",
               ylabel="nats", xlim=style.LADDER)
    spread.set_ylim(bottom=0)


def main(arguments: Sequence[str]) -> int:
    parser = style.parser(__doc__, "ais.png")
    parser.add_argument("run", metavar="RUN.h5", help="a finished run of lnz ais")
    options = parser.parse_args(arguments)
    run = read_ais(options.run)
    figure, axes = style.panels([["weights", "growth"], ["weights", "spread"]], 4.2)
    draw_histogram(axes["weights"], run)
    draw_growth(axes["growth"], axes["spread"], run)
    style.save(figure, options.output)
    return 0


if __name__ == "__main__":
    exit_with(main)
