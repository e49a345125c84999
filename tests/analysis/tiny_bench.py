"""What `lnz bench kernels -o FILE` writes, with made-up numbers that are easy to recognise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Optional

MACHINE = {"cpu": "Abacus", "clock": 2e9, "vector_target": "BEADS", "threads": 2,
           "compiler": "by hand", "blas": None}


def row(name: str, shape: str, value: float, reference: Optional[str] = None,
        reference_value: Optional[float] = None, work: float = 1, threads: int = 1
        ) -> dict[str, Any]:
    out = {"name": name, "shape": shape, "value": value, "unit": "cycles per item",
           "reference": reference, "reference_value": reference_value,
           "ratio": reference_value / value if reference_value else None, "threads": threads,
           "median": 1.1 * value, "spread": 0.25, "seconds": value / 2e9, "clock": 2e9,
           "work_per_item": work, "work_per_cycle": work / value}
    if reference_value:
        out.update(reference_median=1.1 * reference_value, reference_spread=0.5)
    return out


def rows() -> list[dict[str, Any]]:
    out = []
    for precision, cost in (("int16", 0.02), ("float32", 0.04)):
        for nv, nh, chains in ((784, 500, 1000), (784, 500, 8), (100, 50, 1000)):
            out.append(row(f"rbm step {precision}", f"{nv}x{nh}x{chains}", cost * nv * nh,
                           "sgemm step", 0.1 * nv * nh, 2 * nv * nh))
        out.append(row(f"rbm step {precision}, 2 threads", "784x500x1000", 5000, "one thread",
                       8000, threads=2))
        out.append(row(f"lookup product {precision}", "784x500x1000", 2000))
    return out + [row("ising 2d single", "64x64", 0.2, "scalar metropolis", 20),
                  row("ising 3d single", "16x16x16", 0.3),
                  row("ising +-J replicas", "8x8x256", 0.25, "scalar metropolis", 25),
                  row("ars-5", "16 KiB", 0.08), row("first-cache load", "16 KiB", 0.01),
                  row("multiply-add float32", "registers", 0.03)]


def write(path: Path, results: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps({"command": "bench", "results": results, "machine": MACHINE}))
    return path


def write_scaling(path: Path) -> Path:
    """One rank does 100 a second, two 180, four 150."""
    results = [{"name": name, "ranks": ranks, "value": value, "unit": "chain sweeps per second",
                "spread": 0.5} for name in ("rbm:9x5", "ising:64x64, shared")
               for ranks, value in ((1, 100.0), (2, 180.0), (4, 150.0))]
    gathers = [{"ranks": ranks, "messages": ranks, "bytes": 260 * ranks, "microseconds": 2.0}
               for ranks in (2, 4, 8)]
    path.write_text(json.dumps({"results": results, "gathers": gathers, "cores": 2}))
    return path
