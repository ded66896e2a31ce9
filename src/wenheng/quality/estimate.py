"""A number with how sure it is."""

from dataclasses import dataclass
from math import sqrt

from scipy import special

LEVEL = 0.95
"""Intervals cover with this probability."""


@dataclass(frozen=True)
class Estimate:
    """An estimated number; `float(estimate)` is its value.

    `se` is its standard error, `low` and `high` bound its 95 % interval; None where the method
    gives none, never a stand-in.
    """

    value: float
    se: float | None = None
    low: float | None = None
    high: float | None = None

    def __float__(self) -> float:
        return self.value


def t_estimate(value: float, variance: float, n: int) -> Estimate:
    """`value` ± Student's t with n − 1 degrees of freedom, never above 1; bare where n < 2."""
    if n < 2:
        return Estimate(value)
    se = sqrt(variance)
    reach = float(special.stdtrit(n - 1, (1 + LEVEL) / 2)) * se
    return Estimate(value, se, value - reach, min(1.0, value + reach))
