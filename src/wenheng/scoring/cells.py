"""One number per planned cell: the consensus of all who judged it."""

import polars as pl

from wenheng.contracts import checked
from wenheng.study.options import Quality, Scoring
from wenheng.tables import Cells

CELL = ("platform", "scenario", "indicator")


def cell_scores(
    plan: pl.DataFrame, ratings: pl.DataFrame, scoring: Scoring, quality: Quality
) -> pl.DataFrame:
    """The consensus of each planned cell: a CELLS table with a row for every row of `plan`.

    Whose judgement counts: an adjudicator's ruling; else people's, where a person judged the
    cell; else that of rules and models (docs/decisions/0002). A `not_assessed` of a person or a
    machine is no judgement; that of an adjudicator is, and strikes the ratings of the cell.

    Among those who count, any level makes the cell `scored`; else it is `no_assistant`, else
    `not_applicable`, if anyone says so; else `not_assessed`. What the plan says does not apply
    stays `not_applicable`. The score of independent levels is by `scoring.consensus`:

    - `mean`: their mean; but the median once they differ by `quality.adjudicate_from_difference`
      or more and a third has been called;
    - `median`: their median;
    - `adjudicated`: as `mean`, but two that differ as much are `withheld` until a third rating
      or a ruling is there.

    Args:
        plan: PLANNED_CELLS.
        ratings: RATINGS of these cells, see `accepted_ratings`.
        scoring: its `consensus`.
        quality: its `adjudicate_from_difference`.

    Returns:
        CELLS, in the order of `plan`; scores lie within 0 … top of the scale.
    """
    cells = plan.with_row_index("cell")
    told = ratings.join(cells.select(*CELL, "cell"), on=CELL)
    kind, judged = pl.col("rater_kind"), pl.col("status") != "not_assessed"
    heard = {
        "ruling": told.filter(kind == "adjudicator"),
        "person": told.filter((kind == "person") & judged),
        "machine": told.filter(kind.is_in(["rule", "model"]) & judged),
    }
    for who, voices in heard.items():
        agreed = _consensus(voices, scoring.consensus, quality.adjudicate_from_difference)
        named = agreed.select("cell", pl.exclude("cell").name.prefix(f"{who}_"))
        cells = cells.join(named, on="cell", how="left", maintain_order="left")
    return checked(Cells, cells.select(*CELL, **_settled()))


def _consensus(voices: pl.DataFrame, consensus: str, dispute: int) -> pl.DataFrame:
    level = pl.col("level").cast(pl.Float64)
    gathered = voices.group_by("cell").agg(
        raters=level.count(),
        spread=level.max() - level.min(),
        mean=level.mean(),
        gone=(pl.col("status") == "no_assistant").any(),
        idle=(pl.col("status") == "not_applicable").any(),
    )
    disputed, third = pl.col("spread") >= dispute, pl.col("raters") >= 3
    by_median = gathered.filter(pl.lit(consensus == "median") | (disputed & third))
    medians = voices.join(by_median, on="cell", how="semi").group_by("cell")
    status = (
        pl.when(disputed & ~third & pl.lit(consensus == "adjudicated"))
        .then(pl.lit("withheld"))
        .when(pl.col("raters") > 0)
        .then(pl.lit("scored"))
        .when("gone")
        .then(pl.lit("no_assistant"))
        .when("idle")
        .then(pl.lit("not_applicable"))
        .otherwise(pl.lit("not_assessed"))
    )
    return (
        gathered.join(medians.agg(median=level.median()), on="cell", how="left")
        .with_columns(status=status, score=pl.coalesce("median", "mean"))
        .select(
            "cell",
            "raters",
            "spread",
            "status",
            score=pl.when(pl.col("status") == "scored").then("score"),
        )
    )


def _settled() -> dict[str, pl.Expr]:
    """The columns of CELLS after its key, from what was ruled and what people and machines said."""
    by_people = pl.col("person_status").is_not_null()
    settled = {
        "score": pl.when(pl.col("ruling_status").is_not_null())
        .then("ruling_score")
        .when(by_people)
        .then("person_score")
        .otherwise("machine_score"),
        "spread": pl.when(by_people).then("person_spread").otherwise("machine_spread"),
        "judged_by": pl.when(pl.col("ruling_status").is_not_null())
        .then(pl.lit("adjudicator"))
        .when(by_people)
        .then(pl.lit("person"))
        .when(pl.col("machine_status").is_not_null())
        .then(pl.lit("machine")),
        "machine_score": pl.col("machine_score"),
    }
    status = pl.coalesce("ruling_status", "person_status", "machine_status")
    raters = pl.coalesce("person_raters", "machine_raters", 0)
    return {name: pl.when("applicable").then(value) for name, value in settled.items()} | {
        "raters": pl.when("applicable").then(raters).otherwise(0),
        "status": pl.when("applicable")
        .then(status.fill_null("not_assessed"))
        .otherwise(pl.lit("not_applicable")),
    }
