"""How every figure looks, in one place."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.axis import Axis  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter  # noqa: E402

# Okabe & Ito (2008): distinguishable with every common colour blindness.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9")
GREY = "#6E6E6E"

WIDTH = 9.0  # inches; at 130 dots an inch 1170 pixels, shown at 70% on a page 830 wide
LADDER = (-0.02, 1.02)  # limits of the ladder coordinate, so that what is at its ends is whole

plt.rcParams.update({
    "figure.dpi": 130, "savefig.dpi": 130, "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": 0.08, "figure.constrained_layout.h_pad": 0.08,
    "font.size": 10.5, "axes.titlesize": 11, "axes.titleweight": "bold",
    "axes.titlelocation": "left", "axes.labelsize": 10.5, "legend.fontsize": 9.5,
    "legend.frameon": False, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "grid.color": "#E4E4E4", "grid.linewidth": 0.7, "axes.axisbelow": True,
    "lines.linewidth": 1.6, "lines.markersize": 4, "errorbar.capsize": 2,
    "axes.formatter.useoffset": False, "image.cmap": "cividis",
})


def parser(description: str | None, default_output: str) -> argparse.ArgumentParser:
    """Every figure script takes --output PNG."""
    out = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    out.add_argument("-o", "--output", type=Path, default=Path(default_output), metavar="PNG",
                     help=f"where to write the figure (default {default_output})")
    return out


def panels(layout: list[list[str]], height: float, **options: Any) -> tuple[Figure, dict[str, Any]]:
    """A figure of the common width and its named axes."""
    figure, axes = plt.subplot_mosaic(layout, figsize=(WIDTH, height), **options)
    return figure, axes


def plain_logarithmic(axis: Axis) -> None:
    """Ticks of a logarithmic axis at 1, 2 and 5, as plain numbers."""
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.set_minor_formatter(NullFormatter())


def save(figure: Figure, output: Path) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(output)
    plt.close(figure)
