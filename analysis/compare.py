"""The program's stored estimates beside an independent re-derivation and pymbar's.

compare.py RUN.h5...   prints one table a run; exits 1 if ln Z differs by more than 1e-9 or a
standard error by more than 20%, and 2 if a file cannot be used.
"""

from __future__ import annotations

import argparse
import math
from typing import Sequence

from annealing import weight_diagnostics
from estimate import Estimate
from estimators import all_estimates
from h5_reader import exit_with
from ladder import LadderEstimate
from ladder_health import round_trips, swap_rejections
from peers import bar_log_z, mbar_log_z
from run_file import AisRun, LadderRun, Run, StoredEstimate, read_samples

LOG_Z_TOLERANCE = 1e-9  # rounding of sums in another order
ERROR_TOLERANCE = 0.2  # another window, another padding


def agree(stored: StoredEstimate, derived: Estimate) -> bool:
    """Whether the program and this re-derivation say the same."""
    return (abs(stored.log_z - derived.log_z) <= LOG_Z_TOLERANCE * max(1, abs(derived.log_z))
            and abs(stored.std_error - derived.std_error) <= ERROR_TOLERANCE * derived.std_error)


def table(run: Run) -> tuple[list[str], bool]:
    """Lines to print, and whether every stored estimate agrees."""
    derived = {estimate.method: estimate for estimate in all_estimates(run)}
    model = f"{run.model} ({run.model_kind} {run.model_summary})"
    lines = [f"{run.path.name}: {run.command} of {model}",
             f"{'method':28s} {'stored ln Z':>18s} {'error':>9s} {'re-derived':>18s} {'error':>9s}"
             f" {'paths':>9s} {'sum':>9s}"]
    good = True
    for stored in run.estimates:
        if stored.method not in derived:
            lines.append(f"{stored.method:28s} {_value(stored.log_z, stored.std_error)}"
                         "   (not re-derived)")
            continue
        mine = derived.pop(stored.method)
        same = agree(stored, mine)
        good &= same
        lines.append(f"{stored.method:28s} {_value(stored.log_z, stored.std_error)} "
                     f"{_mine(mine)}{'' if same else '   DIFFERS'}")
    for mine in derived.values():
        lines.append(f"{mine.method:28s} {'':28s} {_mine(mine)}   (not stored)")
    return lines + _beside(run), good


def _beside(run: Run) -> list[str]:
    if isinstance(run, AisRun):
        w = weight_diagnostics(run)
        return [f"bootstrap 95% [{w.bootstrap95[0]:.6f}, {w.bootstrap95[1]:.6f}]; mean log weight"
                f" {w.lower_bound:.6f} <= ln Z; Pareto k {w.pareto_k:.2f}"]
    assert isinstance(run, LadderRun)
    mbar, mbar_error = mbar_log_z(run)
    lines = [f"{'pymbar BAR, every edge':28s} {'':28s} {_value(bar_log_z(run))}"]
    if math.isfinite(mbar):
        lines.append(f"{'pymbar MBAR, all rungs':28s} {'':28s} {_value(mbar, mbar_error)}")
    lines.append(f"Lambda {swap_rejections(run)[0].sum():.3f} over {run.rungs} rungs; "
                 f"{round_trips(run.replica_at).sum()} round trips in {run.sweeps * run.thin} sweeps")
    return lines


def _value(log_z: float, error: float = math.nan) -> str:
    return f"{log_z:18.10f} {error:9.6f}" if math.isfinite(error) else f"{log_z:18.10f} {'':9s}"


def _mine(estimate: Estimate) -> str:
    text = _value(estimate.log_z, estimate.std_error)
    if isinstance(estimate, LadderEstimate):
        text += f" {estimate.path_error:9.6f} {estimate.sum_error:9.6f}"
    return text


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("run", nargs="+", metavar="RUN.h5")
    status = 0
    for path in parser.parse_args(arguments).run:
        lines, good = table(read_samples(path))
        print("\n".join(lines) + "\n")
        status |= not good
    return status


if __name__ == "__main__":
    exit_with(main)
