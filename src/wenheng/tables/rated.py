"""What raters say of what was seen."""

import dataframely as dy
import polars as pl

RATING_STATUSES = ("rated", "not_assessed", "no_assistant", "not_applicable")

RATER_KINDS = ("rule", "model", "person", "adjudicator")


class Ratings(dy.Schema):
    """A rater's judgement of one cell, or why there is none.

    `reason` and `reason_en` say in words what the level rests on, `span` quotes it,
    `confidence` is how sure the rater is (0–1), `session` is where it was seen.
    """

    platform = dy.String(primary_key=True)
    scenario = dy.String(primary_key=True)
    indicator = dy.String(primary_key=True)
    rater = dy.String(primary_key=True)
    rater_kind = dy.Enum(RATER_KINDS)
    status = dy.Enum(RATING_STATUSES)
    level = dy.UInt8(nullable=True, max=9)
    reason = dy.String()
    reason_en = dy.String()
    span = dy.String()
    confidence = dy.Float64(nullable=True, min=0, max=1)
    session = dy.String(nullable=True)

    @dy.rule()
    def level_is_known_exactly_when_rated(cls) -> pl.Expr:
        return pl.col("level").is_not_null() == (pl.col("status") == "rated")
