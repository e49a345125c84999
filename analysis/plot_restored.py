"""Images that `lnz restore` took noise out of: as they were, with noise, what came of them."""

from __future__ import annotations

from typing import Sequence

from matplotlib.figure import Figure

import style
from h5_reader import exit_with
from image_strips import draw_strips
from rows_file import Restoration, read_restoration


def draw(found: Restoration, images: int) -> Figure:
    """One column an image; below each other original (if known), noisy, MAP, posterior mean."""
    strips = [("original", found.original), ("with noise", found.noisy), ("MAP", found.map),
              ("posterior\nmean", found.mean)]
    return draw_strips([(name, (1 + spins[:images]) / 2) for name, spins in strips
                        if spins is not None],
                       found.shape, "Noisy images under an Ising prior")


def main(arguments: Sequence[str]) -> int:
    parser = style.parser(__doc__, "restored.png")
    parser.add_argument("rows", metavar="RESTORED.h5", help="written by lnz restore")
    parser.add_argument("--images", type=int, default=8, help="images shown (default 8)")
    options = parser.parse_args(arguments)
    style.save(draw(read_restoration(options.rows), max(1, options.images)), options.output)
    return 0


if __name__ == "__main__":
    exit_with(main)
