"""Rounding for readers: half-up as people do it by hand, and shares that add up to 100."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import isfinite
from numbers import Real
from typing import overload

import polars as pl

from wenheng.errors import NotScorable, TableError
from wenheng.language import say

EXACT_DIGITS = 9
"""Numbers that agree to this many decimals differ only by the order in which they were summed."""

EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
"""Wide enough to hold any float to any number of decimals."""


@overload
def round_half_up(x: float, digits: int = 0) -> float: ...
@overload
def round_half_up(x: pl.Series, digits: int = 0) -> pl.Series: ...
@overload
def round_half_up(x: Iterable[float | None], digits: int = 0) -> list[float | None]: ...
def round_half_up(
    x: float | pl.Series | Iterable[float | None], digits: int = 0
) -> float | pl.Series | list[float | None]:
    """`x` to `digits` decimals, halves away from zero: 57.5 → 58, 2.675 → 2.68, −2.5 → −3.

    A float stands for the shortest decimal that prints as it, which is what its reader sees:
    2.675 is stored as 2.67499999999999982236431605997495353221893310546875 and still gives 2.68.

    Args:
        x: a number, a series, or any sequence of numbers; null stays null.
        digits: decimals kept; negative rounds to tens, hundreds …

    Returns:
        What was given, rounded: a float, a series of the same name, or a list.

    Raises:
        TableError: a number is NaN or infinite.
    """
    if isinstance(x, pl.Series):
        rounded = [None if value is None else _rounded(value, digits) for value in x]
        return pl.Series(x.name, rounded, pl.Float64)
    if isinstance(x, Iterable):
        return [None if value is None else _rounded(value, digits) for value in x]
    return _rounded(x, digits)


def _rounded(value: float, digits: int) -> float:
    if not isfinite(value):
        raise TableError(say("scoring.not-rounded", value=value))
    step = Decimal(1).scaleb(-digits)
    minus_zero_is_zero = 0.0
    return float(Decimal(repr(float(value))).quantize(step, context=EXACT)) + minus_zero_is_zero


def largest_remainder(counts: Sequence[float], digits: int = 2) -> list[float]:
    """Percentages of `counts` that sum to exactly 100.

    Every share is cut off after `digits` decimals; the units of the last decimal that are then
    missing go, one each, to the shares that lost most; among equals to the earlier item.

    Args:
        counts: parts of a whole, none negative; order matters only between equal remainders.
        digits: decimals of the percentages.

    Returns:
        Percentages in the order of `counts`, 0–100, each less than one unit of the last decimal
        from its exact value.

    Raises:
        TableError: a count is negative, or no finite number.
        NotScorable: the counts sum to 0, so there is nothing to divide.

    Source:
        Hamilton's method (largest remainders), as in Balinski & Young (1982), Fair
        Representation, chapter 2. It gives the 40.63/21.87 and 21.88/34.37 of the 2021 report.
    """
    if not all(isinstance(count, Real) and isfinite(count) and count >= 0 for count in counts):
        raise TableError(say("scoring.negative-count", counts=", ".join(map(str, counts))))
    exact = [Fraction(str(count)) for count in counts]
    if not sum(exact):
        raise NotScorable(say("scoring.nothing-to-divide"))
    units = 100 * 10**digits
    quotas = [count * units / sum(exact) for count in exact]
    shares = [int(quota) for quota in quotas]
    by_loss = sorted(range(len(quotas)), key=lambda i: shares[i] - quotas[i])
    for i in by_loss[: units - sum(shares)]:
        shares[i] += 1
    return [share / 10**digits for share in shares]
