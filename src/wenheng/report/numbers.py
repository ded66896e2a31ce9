"""Numbers as they are printed: the only rounding there is, half-up and in decimal.

57.5 becomes 58 and 1.005 becomes 1.01, whatever their binary form; `wenheng.scoring` rounds the
same way where a study ranks published numbers.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

NOTHING = "—"
"""Stands where a number is not stated."""


def number(value: float | None, digits: int = 2) -> str:
    """`value` with `digits` decimals, rounded half-up; a dash where there is none."""
    return NOTHING if value is None else f"{_rounded(value, digits):f}"


def share(part: float, whole: float, digits: int = 2) -> str:
    """`part` ÷ `whole` as a percentage; a dash where the whole is nothing."""
    return NOTHING if not whole else f"{_rounded(100 * part / whole, digits):f}%"


def percent(value: float | None, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    return NOTHING if value is None else f"{_rounded(100 * value, digits):f}%"


def shares(counts: Sequence[int], digits: int = 2) -> list[str]:
    """The percentages of `counts`, rounded so that they add up to 100 exactly.

    Source:
        Largest remainder (Hamilton); between equal remainders the earlier count goes first.
    """
    whole = sum(counts)
    if not whole:
        return [NOTHING for _ in counts]
    step = Decimal(1).scaleb(-digits)
    exact = [Decimal(100 * count) / whole for count in counts]
    floors = [value.quantize(step, ROUND_DOWN) for value in exact]
    missing = int((100 - sum(floors)) / step)
    by_remainder = sorted(range(len(counts)), key=lambda i: floors[i] - exact[i])
    for index in by_remainder[:missing]:
        floors[index] += step
    return [f"{value:f}%" for value in floors]


def _rounded(value: float, digits: int) -> Decimal:
    # a float stands for the shortest decimal that prints as it: 2.675, not 2.67499999…
    exact = Decimal(repr(float(value)))
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
