"""Ratings at the edge: any frame of ratings → a RATINGS table, or every reason why not."""

import polars as pl

from wenheng.contracts import checked
from wenheng.errors import TableError
from wenheng.language import say
from wenheng.scoring.refusals import refusals
from wenheng.study.model import Study
from wenheng.tables import WHOLE_PLATFORM, Ratings

REQUIRED = ("platform", "indicator", "rater", "level")
DEFAULTS = {
    "scenario": WHOLE_PLATFORM,
    "rater_kind": "person",
    "status": None,
    "reason": "",
    "reason_en": "",
    "span": "",
    "confidence": None,
    "session": None,
}
WHOLE_NUMBER = r"^[0-9]{1,9}(\.0+)?$"


def accepted_ratings(
    study: Study, plan: pl.DataFrame, ratings: pl.DataFrame, where: str = "ratings"
) -> pl.DataFrame:
    """`ratings` as a RATINGS table of `study`, if nothing at all is wrong with them.

    Args:
        study: says which levels an indicator has.
        plan: PLANNED_CELLS; a rating of anything else is refused, never dropped.
        ratings: at least the columns platform, indicator, rater and level. Absent or empty may
            be: scenario (then rated once per platform), rater_kind (then a person), status (then
            `rated` where there is a level, else `not_assessed`), reason, span, confidence,
            session. A level is a whole number or the text of one (`2`, `2.0`).
        where: what to call the ratings in an error.

    Raises:
        TableError: lists every unknown platform, scenario or indicator with the nearest known
            name, every repeated key, impossible level, text in place of a level ("N/A"), level
            that contradicts its status, rating outside the plan, and pair of rulings that
            differ; each with the numbers of its rows, counted from 1.
    """
    frame = _filled(ratings, where)
    problems = refusals(study, plan, frame)
    if problems:
        told = "\n  ".join([say("scoring.refused", count=len(problems)), *problems])
        raise TableError(told, where=where, hint=say("scoring.mend-ratings"))
    return checked(Ratings, frame, where)


def _filled(ratings: pl.DataFrame, where: str) -> pl.DataFrame:
    """All columns of RATINGS, and `row` and `written`: the number of the row, its level's text."""
    missing = [name for name in REQUIRED if name not in ratings.columns]
    if missing:
        raise TableError(
            say("tables.no-column", columns=", ".join(missing)),
            where=where,
            hint=say("tables.columns-present", columns=", ".join(ratings.columns)),
        )
    absent = {name: pl.lit(v) for name, v in DEFAULTS.items() if name not in ratings.columns}
    frame = ratings.with_columns(**absent).select(*REQUIRED, *DEFAULTS).with_row_index("row", 1)
    return frame.with_columns(
        *(_word(name) for name in ("platform", "indicator", "rater", "session")),
        *(_word(name).fill_null(DEFAULTS[name]) for name in ("scenario", "rater_kind")),
        *(pl.col(name).cast(pl.String).fill_null("") for name in ("reason", "reason_en", "span")),
        status=_word("status"),
        level=_level(ratings["level"].dtype),
        written=pl.col("level").cast(pl.String).str.strip_chars().fill_null(""),
    ).with_columns(
        status=pl.coalesce(
            "status",
            pl.when(pl.col("level").is_null())
            .then(pl.lit("not_assessed"))
            .otherwise(pl.lit("rated")),
        )
    )


def _word(name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text).alias(name)


def _level(dtype: pl.DataType) -> pl.Expr:
    """The level as a whole number; null where empty or where the text is no whole number."""
    if dtype.is_integer():
        return pl.col("level").cast(pl.Int64)
    text = pl.col("level").cast(pl.String).str.strip_chars()
    whole = pl.when(text.str.contains(WHOLE_NUMBER)).then(text.str.replace(r"\.0+$", ""))
    return whole.cast(pl.Int64)
