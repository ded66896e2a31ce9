"""One rule for every step upward: children → parent, with completeness, bounds and status."""

from typing import Literal

import polars as pl

from wenheng.scoring.means import Mean, mean_of
from wenheng.tables import NOISE, SCORE_STATUSES

Policy = Literal["zero", "exclude"]
STATUS = pl.Enum(SCORE_STATUSES)


def combined(
    children: pl.DataFrame, by: str | list[str], mean: Mean, floor: float, policy: Policy
) -> pl.DataFrame:
    """The parents of `children`: cells → indicator, indicators → dimension, platforms → unit.

    A child without an assistant is known, not a gap. Under `zero` it counts 0; under `exclude`
    it leaves score and bounds; where all that is known is that there was none, the parent too is
    `no_assistant`. A child that does not apply leaves everything.

    score: `mean` over the children that have one, weights relative to these.
    completeness: weighted arithmetic mean of the children's over those that apply, down to the
        cell, which has 1 or 0: the share of the weight of the score that rests on assessed cells.
    low, high: `mean` over all children that apply, a gap counting as 0 and as the top.
    status: `withheld` where completeness is below `floor`, or where the children that are known
        carry less than `floor` of the weight (a withheld child is not known).

    Args:
        children: columns of `by`, weight (above 0), score, status, completeness (null where it
            does not apply), assessed and applicable (counts of cells), low, high.
        by: what names the parent.
        mean: see `mean_of`.
        floor: least completeness, 0–1, of a score that is stated; 0 withholds nothing.
        policy: the reading of what has no assistant.

    Returns:
        A row per parent, in order of first appearance: `by`, score, completeness, assessed,
        applicable, low, high, status.
    """
    weight, status = pl.col("weight"), pl.col("status")
    absent = status == "no_assistant"
    stays = ~absent if policy == "exclude" else pl.lit(True)
    value = pl.when(stays).then(pl.when(absent).then(0.0).otherwise("score"))
    applies = pl.col("completeness").is_not_null()
    known = (status == "scored") | absent
    parents = children.group_by(by, maintain_order=True).agg(
        score=mean(value, weight),
        completeness=mean_of("arithmetic")(pl.col("completeness"), weight),
        assessed=pl.col("assessed").sum(),
        applicable=pl.col("applicable").sum(),
        low=mean(pl.when(stays).then("low"), weight),
        high=mean(pl.when(stays).then("high"), weight),
        known=weight.filter(known).sum() / weight.filter(applies).sum(),
        scored=(status == "scored").any(),
        absent=absent.any(),
        withheld=(status == "withheld").any(),
    )
    return parents.select(
        pl.exclude("score", "status", "known", "scored", "absent", "withheld"),
        score=pl.when(_status(floor) == "scored").then("score"),
        status=_status(floor).cast(STATUS),
    )


def _status(floor: float) -> pl.Expr:
    known = pl.col("scored") | pl.col("absent")
    short = pl.min_horizontal("completeness", "known") < floor - NOISE
    return (
        pl.when(pl.col("applicable") == 0)
        .then(pl.lit("not_applicable"))
        .when(~known & ~pl.col("withheld"))
        .then(pl.lit("not_assessed"))
        .when(short | ~known)
        .then(pl.lit("withheld"))
        .when("scored")
        .then(pl.lit("scored"))
        .otherwise(pl.lit("no_assistant"))
    )
