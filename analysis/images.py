"""Units as images: their shape, and many of them as one picture."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Optional, Union

import numpy as np

from arrays import Reals
from h5_reader import fail

GAP = 1  # pixels between images


def tile(images: Reals, columns: int, background: float) -> Reals:
    """Images [n, height, width] as one, row by row with gaps."""
    count, height, width = images.shape
    rows = -(-count // columns)
    out = np.full((rows * (height + GAP) + GAP, columns * (width + GAP) + GAP), background)
    for i, image in enumerate(images):
        top, left = (i // columns) * (height + GAP) + GAP, (i % columns) * (width + GAP) + GAP
        out[top : top + height, left : left + width] = image
    return out


def shape_for(text: Optional[str], visible: int, path: Union[str, Path]) -> tuple[int, int]:
    """Height and width of an image of so many units of the file `path`.

    By the --shape `text`; without one, a square if the units make one.
    """
    side = math.isqrt(visible)
    try:
        height, width = (int(n) for n in text.split("x")) if text else (side, side)
    except ValueError:
        fail(path, f"--shape {text}", "not HEIGHTxWIDTH", "give e.g. --shape 28x28")
    if min(height, width) < 1 or height * width != visible:
        fail(path, f"{visible} visible units", f"they do not fill {height} x {width}",
             "give --shape HEIGHTxWIDTH")
    return height, width


def grid(count: int, columns: int) -> tuple[int, int]:
    """Rows, and columns of these that are as full as can be, of at most so many columns."""
    rows = -(-count // columns)
    return rows, -(-count // rows)
