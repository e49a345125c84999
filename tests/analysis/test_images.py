"""Units become images of the shape that was asked for, and pictures without a hole too many."""

from __future__ import annotations

from typing import Optional

import numpy as np
import pytest

from images import grid, shape_for, tile
from refusal import refusal


@pytest.mark.parametrize("text, visible, shape", [(None, 784, (28, 28)), ("2x3", 6, (2, 3))])
def test_a_shape_is_given_or_a_square(text: Optional[str], visible: int,
                                      shape: tuple[int, int]) -> None:
    assert shape_for(text, visible, "m.h5") == shape


@pytest.mark.parametrize("text, visible", [(None, 6), ("2x3", 5), ("-2x-3", 6), ("0x0", 0),
                                           ("6", 6), ("1x2x3", 6), ("twoxthree", 6)])
def test_units_that_do_not_fill_an_image_are_refused(text: Optional[str], visible: int) -> None:
    assert "HEIGHTxWIDTH" in refusal(shape_for, text, visible, "m.h5")


@pytest.mark.parametrize("count, most, rows, columns", [(30, 20, 2, 15), (10, 10, 1, 10),
                                                        (11, 10, 2, 6), (1, 10, 1, 1)])
def test_rows_are_as_full_as_can_be(count: int, most: int, rows: int, columns: int) -> None:
    assert grid(count, most) == (rows, columns)


def test_images_lie_row_by_row_between_gaps() -> None:
    picture = tile(np.arange(1.0, 4).reshape(3, 1, 1), 2, 0)
    assert picture.tolist() == [[0, 0, 0, 0, 0], [0, 1, 0, 2, 0], [0, 0, 0, 0, 0],
                                [0, 3, 0, 0, 0], [0, 0, 0, 0, 0]]
