"""Images that `lnz sample --clamp` completed: as they were, what was held, what came of it."""

from __future__ import annotations

from typing import Sequence

import numpy as np
from matplotlib.figure import Figure

import style
from arrays import Reals
from h5_reader import exit_with, fail
from image_strips import draw_strips
from images import shape_for
from rows_file import Completion, read_completion


def draw(found: Completion, shape: tuple[int, int], images: int, samples: int) -> Figure:
    """One column an image; below each other original, held part, posterior mean, samples."""
    if found.mean is None:
        fail(found.path, "units of categories", "they are no shades of grey", "give one of others")
    shown = slice(0, images)
    low, high = min(0.0, found.data.min()), max(1.0, found.data.max())

    def shades(units: Reals) -> Reals:  # reals may leave the range of the data
        shade: Reals = np.clip((units - low) / (high - low), 0, 1)
        return shade

    data = shades(found.data[shown])
    rows = [("original", data),
            ("held", np.where(found.held[shown] == 1, data, np.nan)),
            ("posterior\nmean", shades(found.mean[shown]))]
    drawn = found.samples.shape[1]
    for s in np.linspace(0, drawn - 1, min(samples, drawn)).astype(int):
        rows.append(("sample", shades(found.samples[shown, s])))
    return draw_strips(rows, shape, "Images of which a part was held (the free part in orange)")


def main(arguments: Sequence[str]) -> int:
    parser = style.parser(__doc__, "samples.png")
    parser.add_argument("rows", metavar="ROWS.h5", help="written by lnz sample --clamp")
    parser.add_argument("--shape", metavar="HxW", help="of an image; a square if left out")
    parser.add_argument("--images", type=int, default=10, help="images shown (default 10)")
    parser.add_argument("--samples", type=int, default=3, help="samples of each (default 3)")
    options = parser.parse_args(arguments)
    found = read_completion(options.rows)
    shape = shape_for(options.shape, found.data.shape[1], options.rows)
    style.save(draw(found, shape, max(1, options.images), max(1, options.samples)), options.output)
    return 0


if __name__ == "__main__":
    exit_with(main)
