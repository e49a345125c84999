"""Types of arrays; comments beside a name give its shape."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Integers", "Reals"]

Reals = NDArray[np.float64]
Integers = NDArray[np.int64]
