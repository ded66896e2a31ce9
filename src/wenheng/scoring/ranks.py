"""Positions in the league table: 1 is the best, equals share the smallest."""

import polars as pl

from wenheng.contracts import checked
from wenheng.rounding import EXACT_DIGITS, round_half_up
from wenheng.study.model import Study
from wenheng.tables import Ranks

EVERYBODY = "all"


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
