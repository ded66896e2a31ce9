"""What raters say of what was seen."""

import dataframely as dy
import polars as pl

from wenheng.tables.observed import OUTCOMES

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


SIMULATED_ENDS = ("done", "limit", "refused", "stop", "silent", "model", "cut")
"""Why a simulated user said no more: content; at the limit of turns; nothing fit to be said; at a
stop point; not replied to; its model did not answer; cut short otherwise."""


class SimulatedDialogues(dy.Schema):
    """A dialogue of a simulated user beside the script's, by the facts that each was told.

    `facts` are those of the scenario of which it is known what is true at the place. Counts of the
    script are null where its main session was not replied to; `in_both` then is 0.
    """

    session = dy.String(primary_key=True)
    platform = dy.String()
    scenario = dy.String()
    persona = dy.String()
    outcome = dy.Enum(OUTCOMES)
    ended = dy.Enum(SIMULATED_ENDS)
    turns = dy.UInt8()
    facts = dy.UInt16()
    stated = dy.UInt16()
    contradicted = dy.UInt16()
    scripted_stated = dy.UInt16(nullable=True)
    scripted_contradicted = dy.UInt16(nullable=True)
    in_both = dy.UInt16()
    """Facts that both were told rightly."""
