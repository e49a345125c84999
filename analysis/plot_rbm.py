"""An RBM's filters (the weights of its hidden units as images) and samples drawn from it."""

from __future__ import annotations

from typing import Any, Optional, Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure

import style
from arrays import Integers, Reals
from h5_reader import exit_with, fail
from images import GAP, grid, shape_for, tile
from model_file import Rbm, read_rbm
from run_file import read_run


def strongest(rbm: Rbm, most: int) -> Integers:
    """Hidden units of the largest weights, in their own order."""
    norm = np.linalg.norm(rbm.W, axis=0)
    return np.sort(np.argsort(-norm, kind="stable")[:most])


def draw_filters(ax: Any, bar: Any, rbm: Rbm, shape: tuple[int, int], columns: int,
                 most: int) -> None:
    shown = strongest(rbm, most)
    filters = rbm.W.T[shown].reshape(-1, *shape)
    limit = float(np.percentile(np.abs(filters), 99.5)) or 1.0
    colours = colormaps["PuOr_r"].copy()
    colours.set_bad("#9A9A9A")
    picture = ax.imshow(tile(filters, columns, np.nan), cmap=colours, vmin=-limit, vmax=limit,
                        interpolation="nearest")
    hidden = rbm.W.shape[1]
    which = f"all {hidden}" if len(shown) == hidden else f"{len(shown)} strongest of {hidden}"
    ax.set_title(f"Weights of hidden units ({which})")
    ax.figure.colorbar(picture, cax=bar, orientation="horizontal", extend="both",
                       label=r"weight $W_{ij}$")


def draw_samples(ax: Any, rbm: Rbm, units: Reals, shape: tuple[int, int], columns: int,
                 most: int) -> None:
    """Evenly spaced states; a chain's first units are the visible ones."""
    chosen = units[np.linspace(0, len(units) - 1, min(most, len(units))).astype(int)]
    pixels = chosen[:, : len(rbm.W)].reshape(-1, *shape)
    low, high, said = -1.0 if rbm.visible == "spin" else 0.0, 1.0, "black = 1"
    if rbm.visible == "gaussian":
        low, high = np.percentile(pixels, [1, 99])
        said = f"white {low:.3g} to black {high:.3g}"
    ax.imshow(tile(pixels, columns, 0.6 * low + 0.4 * high), cmap="gray_r", vmin=low, vmax=high,
              interpolation="nearest")
    ax.set_title(f"Samples, {said} ({len(chosen)} of {len(units)} states kept)")


def kept_units(path: str, visible: int) -> Reals:
    units = read_run(path).units
    if not len(units) or units.shape[1] < visible:
        fail(path, "no kept states of this model", "chains/units", "run again with --save-chains")
    return units


def draw(rbm: Rbm, units: Optional[Reals], shape: tuple[int, int], columns: int,
         rows: int) -> Figure:
    """Filters and samples side by side, or one above the other if the filters are few."""
    most, hidden = columns * rows, rbm.W.shape[1]
    filter_rows, filter_columns = grid(min(most, hidden), columns)
    beside = units is not None and 2 * filter_rows > rows
    width = style.WIDTH / (2 if beside else 1)

    def height(shown_rows: int, shown_columns: int) -> float:
        """Inches of a picture as wide as its panel, and of its title."""
        pixels = (shown_rows * (shape[0] + GAP) + GAP) / (shown_columns * (shape[1] + GAP) + GAP)
        return width * pixels + 0.3

    sample_rows, sample_columns = 0, 0
    if units is not None:
        sample_rows, sample_columns = grid(min(most, len(units)),
                                           columns if beside else 2 * columns)
    heights, names = [height(filter_rows, filter_columns), 0.15], [["filters"], ["bar"]]
    if beside:
        names = [["filters", "samples"], ["bar", "."]]
    elif units is not None:
        names.append(["samples"])
        heights.append(height(sample_rows, sample_columns))
    figure, axes = style.panels(names, sum(heights) + 0.7 + 0.15 * len(names),
                                gridspec_kw={"height_ratios": heights})
    draw_filters(axes["filters"], axes["bar"], rbm, shape, filter_columns, most)
    if units is not None:
        draw_samples(axes["samples"], rbm, units, shape, sample_columns, most)
    for name in axes.keys() - {"bar"}:
        axes[name].axis("off")
    axes["bar"].grid(False)
    return figure


def main(arguments: Sequence[str]) -> int:
    parser = style.parser(__doc__, "rbm.png")
    parser.add_argument("model", metavar="MODEL.h5")
    parser.add_argument("--run", metavar="RUN.h5", help="a run with kept states (--save-chains)")
    parser.add_argument("--shape", metavar="HxW", help="of an image; a square if left out")
    parser.add_argument("--columns", type=int, default=10, help="images in a row (default 10)")
    parser.add_argument("--rows", type=int, default=10, help="rows of images (default 10)")
    options = parser.parse_args(arguments)
    rbm = read_rbm(options.model)
    if rbm.visible == "potts":
        fail(options.model, "visible units of categories", "an image has one value a pixel",
             "give an RBM of other units")
    visible = len(rbm.W)
    shape = shape_for(options.shape, visible, options.model)
    units = kept_units(options.run, visible) if options.run else None
    style.save(draw(rbm, units, shape, max(1, options.columns), max(1, options.rows)),
               options.output)
    return 0


if __name__ == "__main__":
    exit_with(main)
