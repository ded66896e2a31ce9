"""Positions: 1 is the highest, equals share a rank as declared."""

from collections.abc import Iterable
from typing import Literal, get_args

import polars as pl

from wenheng.errors import TableError
from wenheng.language import say
from wenheng.rounding import round_half_up

Ties = Literal["min", "max", "average", "dense", "ordinal"]


def rank(
    series: pl.Series | Iterable[float | None], ties: Ties = "min", digits: int | None = None
) -> pl.Series:
    """The rank of each value; the highest has rank 1.

    Args:
        series: values of any scale; null has no rank and takes no place.
        ties: what equals share: the smallest (1, 2, 2, 4), largest (1, 3, 3, 4) or average rank
            (1, 2.5, 2.5, 4), or `dense` (1, 2, 2, 3); `ordinal` gives the earlier the better.
        digits: rank the values half-up rounded to so many decimals, as they are published; None
            ranks them as they are.

    Raises:
        TableError: a value is NaN, values are text, or `ties` is another word.
    """
    if ties not in get_args(Ties):
        raise TableError(say("analysis.no-choice", word=ties, words=", ".join(get_args(Ties))))
    values = pl.Series(series) if not isinstance(series, pl.Series) else series
    if values.dtype == pl.String:
        raise TableError(say("scoring.text-rank"), where=values.name)
    if values.dtype.is_float() and values.is_nan().any():
        raise TableError(say("scoring.not-a-number"), where=values.name)
    shown = values if digits is None else round_half_up(values, digits)
    return shown.rank(ties, descending=True)
