"""What an estimate of ln Z consists of."""

from __future__ import annotations

from dataclasses import dataclass

from arrays import Reals

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Estimate:
    """One estimate of ln Z at the target and at the rungs it knows."""

    method: str
    log_z: float
    std_error: float  # autocorrelation included
    ess: float
    log_z_at: Reals
    std_error_at: Reals

    @property
    def ci95(self) -> tuple[float, float]:
        """Normal 95% interval."""
        half = NORMAL_95 * self.std_error
        return self.log_z - half, self.log_z + half
