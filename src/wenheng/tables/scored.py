"""What follows from the ratings: scores with their bounds, totals, ranks, grades, types."""

import dataframely as dy
import polars as pl

SCORE_STATUSES = ("scored", "withheld", "not_assessed", "no_assistant", "not_applicable")

JUDGES = ("machine", "person", "adjudicator")

POLICIES = ("zero", "exclude")

NOISE = 1e-9
"""Two sums of the same numbers may differ by this much; far below any step of a score."""


def known_exactly_when_scored(column: str) -> pl.Expr:
    return pl.col(column).is_not_null() == (pl.col("status") == "scored")


def bounds_hold_the_score() -> pl.Expr:
    low, high = pl.col("low") - NOISE, pl.col("high") + NOISE
    return ((low <= high) & pl.col("score").is_between(low, high).fill_null(True)).fill_null(True)


class Cells(dy.Schema):
    """The consensus of one planned cell, 0 … top of the scale; a row for every planned cell.

    `judged_by` says whose judgement counts: an adjudicator's before people's before machines'.
    `raters` and `spread` (highest − lowest level) count the independent ratings, an adjudicator's
    not among them: people's where people judged, else machines'. `machine_score` is what rules
    and models alone would give, kept beside.
    """

    platform = dy.String(primary_key=True)
    scenario = dy.String(primary_key=True)
    indicator = dy.String(primary_key=True)
    score = dy.Float64(nullable=True, min=0)
    raters = dy.UInt8()
    spread = dy.UInt8(nullable=True)
    judged_by = dy.Enum(JUDGES, nullable=True)
    machine_score = dy.Float64(nullable=True, min=0)
    status = dy.Enum(SCORE_STATUSES)

    @dy.rule()
    def score_is_known_exactly_when_scored(cls) -> pl.Expr:
        return known_exactly_when_scored("score")

    @dy.rule()
    def spread_is_known_exactly_when_rated(cls) -> pl.Expr:
        return pl.col("spread").is_not_null() == (pl.col("raters") > 0)


class Nodes(dy.Schema):
    """An indicator, dimension or core indicator of one platform, 0 … top of the scale.

    `assessed` of its `applicable` planned cells tell something; `completeness` is the same as a
    share, weighted as the score is. `low` and `high` are the score with every gap filled by 0 and
    by the top of the scale; null where nothing applies, or where an absent assistant leaves the
    mean.
    """

    platform = dy.String(primary_key=True)
    node = dy.String(primary_key=True)
    score = dy.Float64(nullable=True, min=0)
    completeness = dy.Float64(nullable=True, min=0, max=1)
    assessed = dy.UInt32()
    applicable = dy.UInt32()
    low = dy.Float64(nullable=True, min=0)
    high = dy.Float64(nullable=True, min=0)
    status = dy.Enum(SCORE_STATUSES)

    @dy.rule()
    def score_is_known_exactly_when_scored(cls) -> pl.Expr:
        return known_exactly_when_scored("score")

    @dy.rule()
    def bounds_hold_the_score(cls) -> pl.Expr:
        return bounds_hold_the_score()

    @dy.rule()
    def assessed_is_at_most_applicable(cls) -> pl.Expr:
        return pl.col("assessed") <= pl.col("applicable")


class Totals(dy.Schema):
    """The composite score of a platform, or of a unit, under one absent policy.

    `score`, `low` and `high` are on the study's total scale (six dimensions: 0–18), `percent` is
    the score on 0–100. Under the policy `zero` an absent platform counts 0 in its unit, under
    `exclude` it leaves; its own row says `no_assistant` under both.
    """

    kind = dy.Enum(("platform", "unit"), primary_key=True)
    id = dy.String(primary_key=True)
    policy = dy.Enum(POLICIES, primary_key=True)
    score = dy.Float64(nullable=True, min=0)
    percent = dy.Float64(nullable=True, min=0, max=100)
    completeness = dy.Float64(nullable=True, min=0, max=1)
    assessed = dy.UInt32()
    applicable = dy.UInt32()
    low = dy.Float64(nullable=True, min=0)
    high = dy.Float64(nullable=True, min=0)
    status = dy.Enum(SCORE_STATUSES)

    @dy.rule()
    def score_is_known_exactly_when_scored(cls) -> pl.Expr:
        return known_exactly_when_scored("score")

    @dy.rule()
    def percent_is_known_exactly_when_scored(cls) -> pl.Expr:
        return known_exactly_when_scored("percent")

    @dy.rule()
    def bounds_hold_the_score(cls) -> pl.Expr:
        return bounds_hold_the_score()


class Ranks(dy.Schema):
    """Position among the `of` scored members of a group; 1 is best, ties share the smallest.

    Groups are `all`, each level, and for platforms each level/channel. Who has no score has no
    rank and is not counted.
    """

    kind = dy.Enum(("platform", "unit"), primary_key=True)
    id = dy.String(primary_key=True)
    policy = dy.Enum(POLICIES, primary_key=True)
    group = dy.String(primary_key=True)
    rank = dy.UInt32(min=1)
    of = dy.UInt32(min=1)
    tied = dy.Bool()

    @dy.rule()
    def rank_is_at_most_the_size_of_the_group(cls) -> pl.Expr:
        return pl.col("rank") <= pl.col("of")


class Grades(dy.Schema):
    """Grade and type of a unit by the study's cut-offs; both null where it has no score."""

    unit = dy.String(primary_key=True)
    policy = dy.Enum(POLICIES, primary_key=True)
    grade = dy.String(nullable=True)
    type = dy.String(nullable=True)
    status = dy.Enum(SCORE_STATUSES)

    @dy.rule()
    def grade_is_known_exactly_when_scored(cls) -> pl.Expr:
        return known_exactly_when_scored("grade")


class Coverage(dy.Schema):
    """How many of a group's planned platforms have an assistant: k of n, and `unknown` apart.

    `usable` of the k answered, null where others did not say. `low` is the share k/n, `high` the
    share if every unknown platform had one; they are equal when nothing is unknown. A margin over
    a column says `all` there.
    """

    level = dy.String(primary_key=True)
    channel = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    n = dy.UInt32(min=1)
    k = dy.UInt32()
    usable = dy.UInt32(nullable=True)
    unknown = dy.UInt32()
    low = dy.Float64(min=0, max=1)
    high = dy.Float64(min=0, max=1)

    @dy.rule()
    def counts_fit_into_n(cls) -> pl.Expr:
        answered = pl.col("usable").fill_null(0) <= pl.col("k")
        return (pl.col("k") + pl.col("unknown") <= pl.col("n")) & answered


class Types(dy.Schema):
    """How many units of a level are of each type, worst type last: counts, and shares of 100 %."""

    level = dy.String(primary_key=True)
    type = dy.String(primary_key=True)
    n = dy.UInt32()
    percent = dy.Float64(min=0, max=100)


class Labels(dy.Schema):
    """A unit that a pattern of results gives a name, such as strong on both channels."""

    label = dy.String(primary_key=True)
    unit = dy.String(primary_key=True)
