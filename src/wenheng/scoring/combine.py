"""One rule for every step upward: children → parent, with completeness, bounds and status."""

from typing import Literal

import polars as pl

from wenheng.scoring.means import Mean, mean_of
from wenheng.tables import NOISE, SCORE_STATUSES

Policy = Literal["zero", "exclude"]
STATUS = pl.Enum(SCORE_STATUSES)


def combined(children: pl.DataFrame, by: str | list[str], mean: Mean, floor: float) -> pl.DataFrame:
    """The parents of `children`: cells → indicator, indicators → dimension, platforms → unit.

    value: `mean` over the children that have one, weights relative to these.
    completeness: weighted arithmetic mean of the children's over those that apply, down to the
        cell, which has 1 or 0: the share of the weight that rests on assessed cells.
    low, high: `mean` over the children that have bounds; those of a gap are 0 and the top.
    status: `not_applicable` where no cell applies; `not_assessed` where none is assessed;
        `withheld` where completeness is below `floor`; `scored` where any cell was rated; else
        all that is known is that there was `no_assistant`.

    What is withheld is not stated, but still enters its parent by its value: it is part of what
    is known. Were it left out, a parent could score outside its own bounds.

    Args:
        children: columns of `by`, weight (above 0), value, completeness (null where it does not
            apply), low, high, status, and the counts of cells rated, assessed, applicable.
        by: what names the parent.
        mean: see `mean_of`.
        floor: least completeness, 0–1, of a score that is stated; 0 withholds nothing.

    Returns:
        A row per parent, in order of first appearance: all columns of `children` but weight.
    """
    weight = pl.col("weight")
    parents = children.group_by(by, maintain_order=True).agg(
        mean(pl.col("value"), weight).alias("value"),
        mean_of("arithmetic")(pl.col("completeness"), weight).alias("completeness"),
        mean(pl.col("low"), weight).alias("low"),
        mean(pl.col("high"), weight).alias("high"),
        pl.col("rated", "assessed", "applicable").sum(),
        (pl.col("status") == "withheld").any().alias("withheld"),
    )
    unassessed = pl.when("withheld").then(pl.lit("withheld")).otherwise(pl.lit("not_assessed"))
    status = (
        pl.when(pl.col("applicable") == 0)
        .then(pl.lit("not_applicable"))
        .when(pl.col("assessed") == 0)
        .then(unassessed)
        .when(pl.col("completeness") < floor - NOISE)
        .then(pl.lit("withheld"))
        .when(pl.col("rated") > 0)
        .then(pl.lit("scored"))
        .otherwise(pl.lit("no_assistant"))
    )
    return parents.with_columns(status=status.cast(STATUS)).drop("withheld")


def with_every(names: pl.DataFrame, parents: pl.DataFrame) -> pl.DataFrame:
    """A row of `parents` for every row of `names`; what has no child does not apply."""
    rows = names.join(parents, on=names.columns, how="left", maintain_order="left")
    return rows.with_columns(
        pl.col("rated", "assessed", "applicable").fill_null(0),
        pl.col("status").fill_null(pl.lit("not_applicable", STATUS)),
    )


def stated(values: pl.DataFrame) -> pl.DataFrame:
    """`values` with the `score` that may be stated: the value where the status is `scored`."""
    return values.with_columns(score=pl.when(pl.col("status") == "scored").then("value"))
