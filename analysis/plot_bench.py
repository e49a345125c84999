"""How fast the kernels are: costs against size and chains, the core's limits, threads and ranks."""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np
from matplotlib.ticker import NullFormatter

import style
from arrays import Integers
from bench_file import Bench, Cost, Row, Scaling, read_bench, read_scaling
from h5_reader import exit_with

PRECISIONS = {"int16": style.BLUE, "float32": style.GREEN}
FEW = 256  # chains from which the cost of a weight depends little on their number

# What a 64-byte row of a lookup table stands for: 6.4 inputs (32 in 5 groups) and a tile of outputs.
MULTIPLY_ADDS_OF_A_ROW = {"int16": 6.4 * 32, "float32": 6.4 * 16}
ROW_BYTES = 64
RANDOM_BITS_OF_A_FLIP = 8.3  # seven planes for every spin and tails for the undecided

Extent = Callable[[Row], float]


def per_weight(row: Row) -> float:
    """Weights nv nh of a row of shape nv x nh x chains."""
    return float(row.sizes[0] * row.sizes[1])


def plot_costs(ax: Any, x: Sequence[float], costs: Sequence[Cost], scale: Sequence[float],
               **look: Any) -> None:
    """Least cycles over `scale`, with a bar up to the largest of the repetitions."""
    least = np.array([c.least for c in costs]) / scale
    above = np.array([c.largest for c in costs]) / scale - least
    ax.errorbar(x, least, [np.zeros_like(above), above], **look)


def draw_lines(ax: Any, bench: Bench, pick: Callable[[Row], bool], x_of: Extent) -> None:
    """Both precisions and sgemm, cycles for a chain, a temperature and a weight."""
    beside: list[Row] = []
    for precision, colour in PRECISIONS.items():
        rows = sorted(filter(pick, bench.named(f"rbm step {precision}")), key=x_of)
        if not rows:
            continue
        plot_costs(ax, [x_of(r) for r in rows], [r.kernel for r in rows],
                   [per_weight(r) for r in rows], color=colour, marker="o",
                   label=f"lookups, {precision}")
        beside = [r for r in rows if r.reference] or beside
    if beside:
        plot_costs(ax, [x_of(r) for r in beside], [r.reference for r in beside if r.reference],
                   [per_weight(r) for r in beside], color=style.GREY, marker="s", linestyle="--",
                   label="sgemm")
    ax.set(xscale="log", yscale="log")
    style.plain_logarithmic(ax.yaxis)


def draw_sizes(ax: Any, bench: Bench) -> None:
    draw_lines(ax, bench, lambda r: r.sizes[2] >= FEW and r.sizes[2] == most_chains(bench, r),
               per_weight)
    ax.legend(loc="upper right")
    ax.set(title="An annealing step of an RBM", xlabel=r"weights $n_v n_h$",
           ylabel="cycles per chain and weight")


def most_chains(bench: Bench, row: Row) -> int:
    return max(r.sizes[2] for r in bench.named(row.name) if r.sizes[:2] == row.sizes[:2])


def draw_chains(ax: Any, bench: Bench) -> None:
    """The machine that was measured with the most numbers of chains."""
    rows = bench.named("rbm step int16") or bench.named("rbm step float32")
    if not rows:
        return
    sizes = [r.sizes[:2] for r in rows]
    machine = max(sizes, key=sizes.count)
    draw_lines(ax, bench, lambda r: r.sizes[:2] == machine, lambda r: float(r.sizes[2]))
    ax.set(title=f"Few chains, {machine[0]} x {machine[1]}", xlabel="chains of a block",
           ylabel="cycles per chain and weight")


def draw_rates(ax: Any, rates: Sequence[tuple[str, Row, Cost, str]]) -> Integers:
    """Work a cycle as bars, from the top; returns where the bars are."""
    place = np.arange(len(rates))[::-1]
    best = np.array([row.work / cost.least for _, row, cost, _ in rates])
    worst = np.array([row.work / cost.largest for _, row, cost, _ in rates])
    ax.barh(place, best, xerr=[best - worst, np.zeros_like(best)], height=0.62,
            color=[colour for *_, colour in rates], error_kw={"elinewidth": 1})
    for at, rate in zip(place, best):
        ax.annotate(f"{rate:.{1 if rate < 100 else 0}f}", (rate, at), xytext=(5, 0), textcoords="offset points",
                    va="center", fontsize=9,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5})
    ax.set_yticks(place, [name for name, *_ in rates])
    ax.grid(False, axis="y")
    return place


def draw_products(ax: Any, bench: Bench) -> None:
    """Multiply-adds a cycle, counted as dense products, beside what a core can do."""
    rates, limits = [], []
    load = bench.one("first-cache load").kernel
    for kind, title in (("lookup product", "product"), ("rbm step", "whole step")):
        for precision, colour in PRECISIONS.items():
            row = bench.one(f"{kind} {precision}")
            if row.reference and precision == "int16":
                rates.append((f"{title}\nsgemm", row, row.reference, style.GREY))
            if kind == "lookup product":
                limits.append((len(rates),
                               MULTIPLY_ADDS_OF_A_ROW[precision] / ROW_BYTES / load.least))
            rates.append((f"{title}\n{precision}", row, row.kernel, colour))
    place = draw_rates(ax, rates)
    ax.plot([limit for _, limit in limits], [place[bar] for bar, _ in limits], "|",
            color=style.RED, markersize=26, markeredgewidth=2.2, label="loads of table rows")
    peak = 1 / bench.one("multiply-add float32").kernel.least
    ax.axvline(peak, color=style.RED, linestyle="--", linewidth=1.2,
               label=f"peak of multiply-adds, {peak:.1f}")
    ax.legend(loc="lower right", markerscale=0.5)
    ax.set(title="Products against the core's limits",
           xlabel="multiply-adds of a dense product per cycle")


def draw_flips(ax: Any, bench: Bench) -> None:
    """Flip attempts a cycle beside what the generator's bits allow."""
    names = {"ising 2d single": "2D", "ising 3d single": "3D", "ising +-J replicas": r"$\pm J$"}
    rates = [(f"{title} {powers(row)}", row, row.kernel, style.PURPLE)
             for name, title in names.items() for row in bench.named(name) or [bench.one(name)]]
    draw_rates(ax, rates)
    ax.axvline(8 / RANDOM_BITS_OF_A_FLIP / bench.one("ars-5").kernel.least, color=style.RED,
               linestyle="--", linewidth=1.2, label="bits of ARS-5")
    scalar = rates[0][1].reference
    if scalar:
        ax.plot([], [], " ", label=f"(scalar code: {1 / scalar.least:.2f})")
    ax.set_ylim(-1.7, None)
    ax.legend(loc="lower left", ncol=2)
    ax.set(title="Spins against the generator", xlabel="flip attempts per cycle")


def powers(row: Row) -> str:
    """A lattice's shape, short: 64^2 of 64x64x256 where the last number is replicas."""
    sides = row.sizes[:-1] if "replicas" in row.name else row.sizes
    return f"${sides[0]}^{len(sides)}$" if len(set(sides)) == 1 else row.shape


def draw_threads(ax: Any, bench: Bench) -> None:
    rows = [r for r in bench.rows if r.threads > 1 and r.reference]
    place = np.arange(len(rows))[::-1]
    gain = np.array([r.reference.least / r.kernel.least for r in rows if r.reference])
    low = np.array([r.reference.least / r.kernel.largest for r in rows if r.reference])
    high = np.array([r.reference.largest / r.kernel.least for r in rows if r.reference])
    ax.barh(place, gain, xerr=[gain - low, high - gain], height=0.62, color=style.SKY,
            error_kw={"elinewidth": 1})
    for threads in sorted({r.threads for r in rows}):
        ax.axvline(threads, color=style.RED, linestyle="--", linewidth=1.2)
    ax.set_yticks(place, [r.name.split(",")[0].replace(" step", "").replace(" single", "")
                          for r in rows])
    ax.grid(False, axis="y")
    ax.set_xlim(left=0)
    ax.set(title="Two threads", xlabel="times as fast as one thread")


def draw_ranks(ax: Any, scaling: Scaling) -> None:
    """Rates of lnz ais on more ranks, beside the number of cores."""
    names = list(dict.fromkeys(r.name for r in scaling.rates))
    several = sorted({r.ranks for r in scaling.rates} - {1})
    height = 0.7 / len(several)
    for i, (ranks, colour) in enumerate(zip(several, (style.SKY, style.BLUE, style.GREY))):
        rates = {r.name: r for r in scaling.rates if r.ranks == ranks}
        gain = np.array([scaling.gain(rates[n]) for n in names])
        low = gain / (1 + np.array([rates[n].spread for n in names]))
        place = np.arange(len(names))[::-1] + ((len(several) - 1) / 2 - i) * height
        ax.barh(place, gain, xerr=[gain - low, np.zeros_like(gain)], height=height, color=colour,
                error_kw={"elinewidth": 1}, label=f"{ranks} ranks")
    ax.axvline(scaling.cores, color=style.RED, linestyle="--", linewidth=1.2)
    ax.set_yticks(np.arange(len(names))[::-1], [n.replace(",", "\n").replace("J=pm1", r"$\pm J$")
                                                for n in names])
    ax.grid(False, axis="y")
    ax.set_xlim(left=0)
    ax.set_ylim(-1.3, None)
    ax.legend(loc="lower left", ncol=len(several))
    ax.set(title=f"Ranks on {scaling.cores} cores",
           xlabel="times as fast as one rank")


def draw_gathers(ax: Any, scaling: Scaling) -> None:
    """What one gather of replica exchange makes a rank send."""
    ranks = [g.ranks for g in scaling.gathers]
    ax.plot(ranks, [g.bytes for g in scaling.gathers], color=style.PURPLE, marker="o")
    for g in scaling.gathers:
        ax.annotate(f"{g.messages:g} messages", (g.ranks, g.bytes), xytext=(7, -9),
                    textcoords="offset points", fontsize=9)
    ax.set(xscale="log", yscale="log", title="A gather of replica exchange",
           xlabel="ranks, 16 replicas each", ylabel="bytes sent by a rank")
    ax.set_xlim(ranks[0] / 1.2, ranks[-1] * 2.2)
    ax.set_ylim(scaling.gathers[0].bytes / 2, None)
    ax.set_xticks(ranks, [f"{r:g}" for r in ranks])
    ax.xaxis.set_minor_formatter(NullFormatter())


def main(arguments: Sequence[str]) -> int:
    parser = style.parser(__doc__, "bench.png")
    parser.add_argument("result", metavar="RESULT.json", help="of lnz bench kernels -o")
    parser.add_argument("--ranks", metavar="RANKS.json", help="of tests/parallel/measure_scaling")
    options = parser.parse_args(arguments)
    bench = read_bench(options.result)
    scaling = read_scaling(options.ranks) if options.ranks else None
    layout = [["sizes", "chains"], ["products", "flips"], ["products", "threads"]]
    heights = [3.1, 2.1, 1.7]
    if scaling:
        layout.append(["ranks", "gathers"])
        heights.append(2.6)
    figure, axes = style.panels(layout, 1.07 * sum(heights), height_ratios=heights)
    draw_sizes(axes["sizes"], bench)
    draw_chains(axes["chains"], bench)
    draw_products(axes["products"], bench)
    draw_flips(axes["flips"], bench)
    draw_threads(axes["threads"], bench)
    if scaling:
        draw_ranks(axes["ranks"], scaling)
        draw_gathers(axes["gathers"], scaling)
    figure.supxlabel(f"{bench.machine}; bars: least to largest of the repetitions", fontsize=9,
                     color=style.GREY)
    style.save(figure, options.output)
    return 0


if __name__ == "__main__":
    exit_with(main)
