"""A figure of images in named strips, one below the other."""

from __future__ import annotations

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure

import style
from arrays import Reals
from images import GAP, tile

FREE = "#E7B36A"  # of pixels that are NaN
BETWEEN = 0.25  # of the gaps


def draw_strips(strips: list[tuple[str, Reals]], shape: tuple[int, int], title: str) -> Figure:
    """Strips of images [images, pixels] in [0, 1], black = 1, with their names at the left."""
    count = len(strips[0][1])
    colours = colormaps["gray_r"].copy()
    colours.set_bad(FREE)
    height = (style.WIDTH - 1) * len(strips) * (shape[0] + GAP) / (max(count, 6) * (shape[1] + GAP))
    figure, axes = style.panels([["images"]], height + 0.4)
    ax = axes["images"]
    tiles = [tile(pixels.reshape(-1, *shape), count, BETWEEN)[:-GAP] for _, pixels in strips]
    tiles.append(np.full((GAP, tiles[0].shape[1]), BETWEEN))
    ax.imshow(np.vstack(tiles), cmap=colours, vmin=0, vmax=1, interpolation="nearest")
    ax.set_yticks([(k + 0.5) * (shape[0] + GAP) for k in range(len(strips))],
                  [name for name, _ in strips])
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_title(title)
    return figure
