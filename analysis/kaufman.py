"""Exact ln Z of the ferromagnetic Ising model on a torus."""

from __future__ import annotations

import math

import numpy as np


def kaufman_log_z(columns: int, rows: int, coupling: float) -> float:
    """ln Z of p(s) ~ exp(K sum_<ij> s_i s_j) on a columns x rows torus, K = `coupling` >= 0.

    Kaufman (1949), Phys. Rev. 76, 1232: with n columns, m rows, N = n m,

        Z = 1/2 (2 sinh 2K)^(N/2) (Y1 + Y2 + Y3 + Y4),
        Y1, Y2 = prod_k 2 cosh, 2 sinh (m g_(2k+1) / 2),  Y3, Y4 = the same with g_(2k),
        cosh g_l = cosh 2K coth 2K - cos(pi l / n),  g_0 = 2K + ln tanh K.

    Every site has a bond to the right and one down, so a side of 2 counts its bonds twice.
    All products stay in the logarithm; O(n).
    """
    if columns < 2 or rows < 2 or coupling < 0:
        raise ValueError(f"kaufman {columns}x{rows} at K = {coupling} (sides >= 2 and a "
                         "ferromagnet are needed); change them")
    sites = columns * rows
    if coupling == 0:
        return sites * math.log(2)
    s = math.sinh(2 * coupling)
    angle = np.pi * np.arange(2 * columns) / columns
    # cosh g - 1 = (s - 1)^2 / s + 2 sin^2(angle / 2) keeps its digits at the critical point.
    g = 2 * np.arcsinh(np.sqrt(((s - 1) ** 2 / s + 2 * np.sin(angle / 2) ** 2) / 2))
    g[0] = 2 * coupling + math.log(math.tanh(coupling))
    logs, signs = [], []
    for first in (1, 0):
        half = rows * np.abs(g[first::2]) / 2
        logs.append(float(np.sum(half + np.log1p(np.exp(-2 * half)))))
        signs.append(1.0)
        # At the critical point g_0 = 0 and Y4 vanishes.
        if np.all(half > 0):
            logs.append(float(np.sum(half + np.log(-np.expm1(-2 * half)))))
            signs.append(-1.0 if first == 0 and g[0] < 0 else 1.0)
    top = max(logs)
    total = sum(sign * math.exp(a - top) for sign, a in zip(signs, logs))
    return sites / 2 * math.log(2 * s) - math.log(2) + top + math.log(total)
