"""Numbers as they are printed: half-up and in decimal, by `wenheng.rounding`."""

from collections.abc import Sequence
from typing import Literal

from wenheng.rounding import EXACT_DIGITS, largest_remainder, round_half_up

NOTHING = "—"
"""Stands where a number is not stated."""


def number(value: float | None, digits: int = 2) -> str:
    """`value` with `digits` decimals, rounded half-up; a dash where there is none."""
    return NOTHING if value is None else _printed(value, digits)


def share(part: float, whole: float, digits: int = 2) -> str:
    """`part` ÷ `whole` as a percentage; a dash where the whole is nothing."""
    return NOTHING if not whole else f"{_printed(100 * part / whole, digits)}%"


def percent(value: float | None, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    return NOTHING if value is None else f"{_printed(100 * value, digits)}%"


def shares(
    counts: Sequence[int],
    how: Literal["half-up", "largest-remainder"] = "largest-remainder",
    digits: int = 2,
) -> list[str]:
    """The percentages of `counts`, by `scoring.shares` of a study; the default adds up to 100."""
    whole = sum(counts)
    if how == "half-up" or not whole:
        return [share(count, whole, digits) for count in counts]
    return [f"{value:.{digits}f}%" for value in largest_remainder(counts, digits)]


def _printed(value: float, digits: int) -> str:
    return f"{round_half_up(round(value, EXACT_DIGITS), digits):.{digits}f}"  # a sum is a hair off
