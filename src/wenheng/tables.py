"""The tables that stages hand to one another: the only thing stages share.

A table is a polars data frame that meets a contract below. A number that may be absent has a
`status` beside it that says why. Ratings once per platform, not per scenario, stand in the
scenario `*`.
"""

from typing import Any

import dataframely as dy
import polars as pl

from wenheng.errors import TableError
from wenheng.language import say

WHOLE_PLATFORM = "*"
"""The scenario of what is rated once per platform."""

OUTCOMES = (
    "replied",
    "no_reply",
    "error_reply",
    "needs_login",
    "app_only",
    "dead_link",
    "form_only",
    "captcha",
    "blocked",
    "unreachable",
    "no_assistant",
    "ambiguous",
)
"""How a session or a turn ended: a closed list, see `wenheng.collection.outcomes`."""

FAULTS = ("theirs", "ours", "nobody")
TURN_KINDS = ("main", "followup", "paraphrase", "vague", "noise", "probe")
FEATURES = (
    "voice_input",
    "read_aloud",
    "attachments",
    "satisfaction",
    "hot_questions",
    "suggestions",
    "handoff",
    "history",
    "larger_text",
)
RATING_STATUSES = ("rated", "not_assessed", "no_assistant", "not_applicable")
SCORE_STATUSES = ("scored", "withheld", "not_assessed", "no_assistant", "not_applicable")
RATER_KINDS = ("rule", "model", "person", "adjudicator")


class PlannedSessions(dy.Schema):
    """A session the study promises to hold: platform × scenario × variant × repeat.

    `session` is its key, `platform/scenario/variant/repeat`; a probe stands as its scenario.
    """

    session = dy.String(primary_key=True)
    platform = dy.String()
    scenario = dy.String()
    variant = dy.String()
    repeat = dy.UInt8(min=1)


class PlannedCells(dy.Schema):
    """A rating the study promises: platform × indicator × scenario, or × `*`.

    Every later denominator is counted here. A cell that does not apply leaves all of them.
    """

    platform = dy.String(primary_key=True)
    scenario = dy.String(primary_key=True)
    indicator = dy.String(primary_key=True)
    applicable = dy.Bool()


LINK = dy.Struct({"text": dy.String(), "url": dy.String()})


class Sessions(dy.Schema):
    """A session that was held, or could not be, with all its turns and evidence.

    Times are seconds from sending the question, by the page's own clock; `entry_clicks` counts
    clicks from the first page to the open assistant. A feature or `has_assistant` is null where
    it is not known.
    """

    session = dy.String(primary_key=True)
    platform = dy.String()
    scenario = dy.String()
    variant = dy.String()
    repeat = dy.UInt8(min=1)
    attempt = dy.UInt8(min=1)
    transport = dy.String()
    outcome = dy.Enum(OUTCOMES)
    fault = dy.Enum(FAULTS)
    has_assistant = dy.Bool(nullable=True)
    entry_clicks = dy.UInt16(nullable=True)
    features = dy.Struct({name: dy.Bool(nullable=True) for name in FEATURES})
    started_at = dy.Datetime(time_unit="ms", time_zone="UTC")
    duration_s = dy.Float64(min=0)
    note = dy.String()
    turns = dy.List(
        dy.Struct(
            {
                "turn": dy.UInt8(),
                "kind": dy.Enum(TURN_KINDS),
                "question": dy.String(),
                "outcome": dy.Enum(OUTCOMES),
                "text": dy.String(),
                "links": dy.List(LINK),
                "options": dy.List(dy.String()),
                "first_s": dy.Float64(nullable=True),
                "last_s": dy.Float64(nullable=True),
            }
        )
    )
    evidence = dy.List(
        dy.Struct(
            {
                "kind": dy.String(),
                "turn": dy.UInt8(nullable=True),
                "sha256": dy.String(),
                "media": dy.String(),
            }
        )
    )


class Presence(dy.Schema):
    """Whether a planned platform has an assistant, and by which session that was shown."""

    platform = dy.String(primary_key=True)
    status = dy.Enum(("present", "absent", "unknown"))
    usable = dy.Bool()
    outcome = dy.Enum(OUTCOMES, nullable=True)
    session = dy.String(nullable=True)


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


class Cells(dy.Schema):
    """The consensus of all raters on one planned cell, 0 … top of the scale."""

    platform = dy.String(primary_key=True)
    scenario = dy.String(primary_key=True)
    indicator = dy.String(primary_key=True)
    score = dy.Float64(nullable=True, min=0)
    raters = dy.UInt8()
    spread = dy.UInt8(nullable=True)
    status = dy.Enum(SCORE_STATUSES)

    @dy.rule()
    def score_is_known_exactly_when_scored(cls) -> pl.Expr:
        return pl.col("score").is_not_null() == (pl.col("status") == "scored")


class Nodes(dy.Schema):
    """An indicator, dimension or core indicator of one platform, 0 … top of the scale.

    `completeness` is assessed ÷ applicable, from the plan; `low` and `high` are the score with
    every gap filled by 0 and by the top of the scale.
    """

    platform = dy.String(primary_key=True)
    node = dy.String(primary_key=True)
    score = dy.Float64(nullable=True, min=0)
    completeness = dy.Float64(nullable=True, min=0, max=1)
    low = dy.Float64(nullable=True, min=0)
    high = dy.Float64(nullable=True, min=0)
    status = dy.Enum(SCORE_STATUSES)

    @dy.rule()
    def score_is_known_exactly_when_scored(cls) -> pl.Expr:
        return pl.col("score").is_not_null() == (pl.col("status") == "scored")


class Totals(dy.Schema):
    """The composite score of a platform, or of a unit under one absent policy.

    `score` is on the study's total scale (six dimensions: 0–18), `percent` the same on 0–100.
    """

    kind = dy.Enum(("platform", "unit"), primary_key=True)
    id = dy.String(primary_key=True)
    policy = dy.Enum(("zero", "exclude"), primary_key=True)
    score = dy.Float64(nullable=True, min=0)
    percent = dy.Float64(nullable=True, min=0, max=100)
    completeness = dy.Float64(nullable=True, min=0, max=1)
    low = dy.Float64(nullable=True, min=0)
    high = dy.Float64(nullable=True, min=0)
    status = dy.Enum(SCORE_STATUSES)

    @dy.rule()
    def score_is_known_exactly_when_scored(cls) -> pl.Expr:
        return pl.col("score").is_not_null() == (pl.col("status") == "scored")


class Ranks(dy.Schema):
    """Position within a group: `all`, a level, or level/channel; 1 is best, ties share it."""

    kind = dy.Enum(("platform", "unit"), primary_key=True)
    id = dy.String(primary_key=True)
    policy = dy.Enum(("zero", "exclude"), primary_key=True)
    group = dy.String(primary_key=True)
    rank = dy.UInt32(min=1)
    of = dy.UInt32(min=1)
    tied = dy.Bool()


class Grades(dy.Schema):
    """Grade and type of a unit; both null where its score is withheld."""

    unit = dy.String(primary_key=True)
    policy = dy.Enum(("zero", "exclude"), primary_key=True)
    grade = dy.String(nullable=True)
    type = dy.String(nullable=True)
    status = dy.Enum(SCORE_STATUSES)


class Coverage(dy.Schema):
    """How many units of a group have an assistant on a channel: k of n, and u not known."""

    level = dy.String(primary_key=True)
    channel = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    n = dy.UInt32()
    k = dy.UInt32()
    usable = dy.UInt32()
    unknown = dy.UInt32()


def checked(contract: type[dy.Schema], frame: pl.DataFrame, where: str = "") -> pl.DataFrame:
    """`frame` with the columns and types of `contract`, in its order.

    Raises:
        TableError: names every broken rule, with the first rows that break it.
    """
    where = where or contract.__name__
    missing = [name for name in contract.column_names() if name not in frame.columns]
    if missing:
        raise TableError(
            say("tables.no-column", columns=", ".join(missing)),
            where=where,
            hint=say("tables.columns-present", columns=", ".join(frame.columns)),
        )
    try:
        good, failures = contract.filter(frame.select(contract.column_names()), cast=True)
    except dy.exc.SchemaError as error:
        raise TableError(str(error), where=where) from error
    broken = failures.counts()
    if broken:
        raise TableError(_broken(contract, failures.details(), broken), where=where)
    return pl.DataFrame(good)


def _broken(contract: type[dy.Schema], rows: pl.DataFrame, counts: dict[str, int]) -> str:
    keys = contract.primary_key()
    lines = []
    for rule, count in counts.items():
        first = rows.filter(pl.col(rule) == "invalid") if rule in rows.columns else rows
        named = [_name(row, keys) for row in first.head(3).iter_rows(named=True)]
        lines.append(say("tables.broken", rule=rule, count=count, rows="; ".join(named)))
    return "\n  ".join(lines)


def _name(row: dict[str, Any], keys: list[str]) -> str:
    return "/".join(str(row[key]) for key in keys)
