"""Positions: 1 is the best, equals share the smallest."""

from collections.abc import Iterable
from typing import Literal

import polars as pl

from wenheng.contracts import checked
from wenheng.errors import TableError
from wenheng.language import say
from wenheng.rounding import EXACT_DIGITS, round_half_up
from wenheng.study.model import Study
from wenheng.tables import Ranks

Ties = Literal["min", "max", "average", "dense", "ordinal"]
EVERYBODY = "all"


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
        TableError: a value is NaN.
    """
    values = pl.Series(series) if not isinstance(series, pl.Series) else series
    if values.dtype.is_float() and values.is_nan().any():
        raise TableError(say("scoring.not-a-number"), where=values.name)
    shown = values if digits is None else round_half_up(values, digits)
    return shown.rank(ties, descending=True)


def ranks(study: Study, totals: pl.DataFrame) -> pl.DataFrame:
    """The position of every scored platform and unit in its groups: a RANKS table.

    Groups are `all` and each level, and for platforms each level/channel. Unrounded scores are
    ranked, or those rounded to `scoring.rank_digits`; differences below 1e-9 are no difference.
    Who has no score (withheld, absent, not assessed) has no rank and is not counted in `of`.

    Args:
        study: roster, and `scoring.rank_digits`.
        totals: TOTALS, of one reading or both.
    """
    scored = totals.filter(pl.col("status") == "scored")
    digits = study.scoring.rank_digits
    score = scored["score"].round(EXACT_DIGITS)
    if digits is not None:
        score = round_half_up(score, digits)
    members = scored.with_columns(pl.col("kind").cast(pl.String), score=score)
    grouped = members.join(_groups(study), on=["kind", "id"], maintain_order="left")
    group = ["kind", "policy", "group"]
    return checked(
        Ranks,
        grouped.with_columns(
            rank=pl.col("score").rank("min", descending=True).over(group),
            of=pl.len().over(group),
            tied=(pl.len() > 1).over([*group, "score"]),
        ),
    )


def _groups(study: Study) -> pl.DataFrame:
    """The groups that each platform and unit stands in."""
    levels = {unit.id: unit.level for unit in study.units}
    units = [("unit", unit.id, group) for unit in study.units for group in (EVERYBODY, unit.level)]
    platforms = [
        ("platform", p.id, group)
        for p in study.platforms
        for group in (EVERYBODY, levels[p.unit], f"{levels[p.unit]}/{p.channel}")
    ]
    return pl.DataFrame([*units, *platforms], schema=["kind", "id", "group"], orient="row")
