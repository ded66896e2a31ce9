"""Scoring by tables, one group-by a step: what the tensor must agree with to the last digit.

    cells → indicators → nodes → totals

It knows no tensor, no patterns and no sums by platform: every step joins and groups long tables.
"""

from collections.abc import Callable, Iterable
from typing import Literal

import polars as pl

from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.study.options import Aggregation, Gate, Quality, Scoring
from wenheng.study.tree import computed, leaves, parts
from wenheng.tables import NOISE, SCORE_STATUSES, Cells, Nodes, Totals

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


Mean = Callable[[pl.Expr, pl.Expr], pl.Expr]
"""(values, weights) → the mean over the values that are not null; null where all are."""


def mean_of(aggregation: Aggregation, offset: float = 1.0) -> Mean:
    """The weighted mean named `aggregation`, over values of 0 or more with weights above 0.

    Null values leave, and the weights of the others are taken relative to their sum (wᵢ/Σw):

    - `arithmetic`: Σ wx;
    - `geometric`: exp(Σ w·ln(x + offset)) − offset; without an offset one level of 0 would make
      the whole node 0, whatever the rest;
    - `harmonic`: 1 / Σ(w/x), and 0 where any x is 0, which is its limit;
    - `minimum`: the least x; weights do not matter.

    None falls when a value rises, so that filling gaps with 0 and with the top bounds it.

    Source:
        Bullen (2003), Handbook of Means and Their Inequalities, chapter III (power means); the
        offset as for the geometric mean of data with zeros in de la Cruz & Kreft (2018).
    """

    def geometric(values: pl.Expr, weights: pl.Expr, total: pl.Expr) -> pl.Expr:
        logs = ((values + offset).log() * weights).sum() / total
        return (logs.exp() - offset).clip(0)

    formulas: dict[Aggregation, Callable[[pl.Expr, pl.Expr, pl.Expr], pl.Expr]] = {
        "arithmetic": lambda x, w, total: (x * w).sum() / total,
        "geometric": geometric,
        "harmonic": lambda x, w, total: total / (w / x).sum(),
        "minimum": lambda x, w, total: x.min(),
    }

    def mean(values: pl.Expr, weights: pl.Expr) -> pl.Expr:
        total = pl.when(values.is_not_null()).then(weights).sum()
        return pl.when(total > 0).then(formulas[aggregation](values, weights, total))

    return mean


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


def indicator_scores(study: Study, cells: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The rated indicators of each platform: NODES, each planned platform × each leaf.

    An indicator is the mean over its applicable cells of their consensus: a mean of cell means,
    in which each scenario counts the same however many raters it had. Nothing is withheld for
    want of cells at this step: `completeness` says how many the score rests on. An indicator of
    which no cell is planned does not apply.

    Args:
        study: top of the scale; gates that cap an indicator.
        cells: CELLS.
        policy: how a cell without an assistant is read where others of its platform are scored:
            under `zero` it counts 0, under `exclude` it leaves score and bounds. It is known
            either way, not a gap.
    """
    scored, absent = pl.col("status") == "scored", pl.col("status") == "no_assistant"
    gap = pl.col("status").is_in(["not_assessed", "withheld"])
    known = pl.when(scored).then("score").when(absent & pl.lit(policy == "zero")).then(0.0)
    children = cells.select(
        "platform",
        "status",
        node="indicator",
        weight=pl.lit(1.0),
        value=known,
        completeness=pl.when(pl.col("status") != "not_applicable").then((~gap).cast(pl.Float64)),
        low=pl.when(gap).then(0.0).otherwise(known),
        high=pl.when(gap).then(float(study.scale.top)).otherwise(known),
        rated=scored.cast(pl.UInt32),
        assessed=(scored | absent).cast(pl.UInt32),
        applicable=(pl.col("status") != "not_applicable").cast(pl.UInt32),
    )
    means = combined(children, ["platform", "node"], mean_of("arithmetic"), floor=0)
    scores = with_every(_grid(study, cells), means)
    return stated(_capped(scores, [leaf.id for leaf in leaves(study)], study.scoring.gates))


def node_scores(study: Study, indicators: pl.DataFrame) -> pl.DataFrame:
    """The computed nodes of each platform, dimensions and core indicators: NODES.

    A node is the weighted mean of its children, by `scoring.aggregation` (arithmetic unless
    declared), withheld below `scoring.min_completeness`; see `combined` for weights, bounds and
    completeness. Where the indicator of a gate is at most its level, the score of the node it
    caps is lowered to its ceiling, and so is either bound where that indicator's own bound is as
    low; the node's parents see the lowered score.

    Args:
        study: the tree, weights and scoring options.
        indicators: as `indicator_scores` gives them.

    Returns:
        NODES in the order of the tree, parents first, platforms in the order of `indicators`.
    """
    scoring = study.scoring
    done = indicators.drop("score")
    for node in computed(study):
        weights = {child.id: child.weight for child in node.children}
        children = done.filter(pl.col("node").is_in(list(weights))).with_columns(
            weight=pl.col("node").replace_strict(weights, return_dtype=pl.Float64)
        )
        mean = mean_of(scoring.aggregation.get(node.id, "arithmetic"), scoring.geometric_offset)
        means = combined(children, "platform", mean, scoring.min_completeness)
        means = means.with_columns(node=pl.lit(node.id)).select(done.columns)
        done = _capped(pl.concat([done, means]), [node.id], scoring.gates)
    return stated(_in_order(done, [node.id for node in computed(study)][::-1]))


def _grid(study: Study, cells: pl.DataFrame) -> pl.DataFrame:
    platforms = cells.select(pl.col("platform").unique(maintain_order=True))
    return platforms.join(pl.DataFrame({"node": [leaf.id for leaf in leaves(study)]}), how="cross")


def _capped(nodes: pl.DataFrame, ids: list[str], gates: Iterable[Gate]) -> pl.DataFrame:
    """`nodes` with those among `ids` lowered where a gate that caps them is closed."""
    for gate in gates:
        if gate.caps in ids:
            nodes = _closed(nodes, gate)
    return nodes


def _closed(nodes: pl.DataFrame, gate: Gate) -> pl.DataFrame:
    watched = nodes.filter(pl.col("node") == gate.indicator)
    seen = watched.select("platform", value_seen="value", low_seen="low", high_seen="high")
    capped = [
        pl.when(
            (pl.col("node") == gate.caps)
            & pl.col("value").is_not_null()
            & (pl.col(f"{name}_seen") <= gate.at_most + NOISE)
            & (pl.col(name) > gate.ceiling)
        )
        .then(gate.ceiling)
        .otherwise(name)
        .alias(name)
        for name in ("value", "low", "high")
    ]
    rows = nodes.join(seen, on="platform", how="left", maintain_order="left")
    return rows.with_columns(capped).select(nodes.columns)


def _in_order(nodes: pl.DataFrame, ids: list[str]) -> pl.DataFrame:
    place = pl.col("node").replace_strict({id_: i for i, id_ in enumerate(ids)}, default=None)
    return nodes.filter(pl.col("node").is_in(ids)).sort(place, maintain_order=True)


ARITHMETIC = mean_of("arithmetic")


def totals(study: Study, nodes: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The composite scores of all platforms and all units under `policy`: a TOTALS table.

    A platform's total is the plain sum of its dimensions (0 … dimensions × top, so 0–18 for six
    on 0–3); weights of dimensions act within their core indicator only. Where a dimension could
    not be assessed, the sum is the mean of the others times the number of all, so that totals
    stay on one scale. `scoring.total` may give the mean (0 … top) or a percentage instead.

    A unit's total is the mean of its platforms', weighted by `scoring.channel_weights` (1 where
    none is given; a channel of weight 0 counts for nothing). Under `zero` an absent platform
    counts 0 there, under `exclude` it leaves. A platform that could not be assessed is a gap:
    the unit is withheld if too little is left, and its bounds fill the gap with 0 and the top.

    Both are withheld below `scoring.min_completeness`, by the rule of `combined`.

    Args:
        study: roster, tree and scoring options.
        nodes: what `indicator_scores` and `node_scores` give under this policy, together.
        policy: the reading of what has no assistant.

    Returns:
        TOTALS, platforms in the order of `nodes`, then units in the order of the study. A unit
        none of whose platforms is planned is `not_applicable`.
    """
    platforms = _platform_means(study, nodes)
    units = _unit_means(study, platforms, policy)
    both = [
        means.rename({kind: "id"}).with_columns(kind=pl.lit(kind), policy=pl.lit(policy))
        for kind, means in {"platform": platforms, "unit": units}.items()
    ]
    return checked(Totals, stated(_on_total_scale(study, pl.concat(both))))


def _platform_means(study: Study, nodes: pl.DataFrame) -> pl.DataFrame:
    children = nodes.filter(pl.col("node").is_in(parts(study))).with_columns(weight=pl.lit(1.0))
    return combined(children, "platform", ARITHMETIC, study.scoring.min_completeness)


def _unit_means(study: Study, platforms: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    weights = study.scoring.channel_weights
    roster = pl.DataFrame(
        [(p.id, p.unit, float(weights.get(p.channel, 1))) for p in study.platforms],
        schema={"platform": pl.String, "unit": pl.String, "weight": pl.Float64},
        orient="row",
    )
    members = platforms.join(roster.filter(pl.col("weight") > 0), on="platform")
    means = combined(members, "unit", ARITHMETIC, study.scoring.min_completeness)
    units = with_every(pl.DataFrame({"unit": [unit.id for unit in study.units]}), means)
    return _absence_as_zero(units) if policy == "zero" else units


def _absence_as_zero(units: pl.DataFrame) -> pl.DataFrame:
    """A unit all of whose platforms are absent offers nothing: under `zero` that scores 0."""
    absent = pl.col("status") == "no_assistant"
    return units.with_columns(
        status=pl.when(absent).then(pl.lit("scored", STATUS)).otherwise("status")
    )


def _on_total_scale(study: Study, means: pl.DataFrame) -> pl.DataFrame:
    """Means on 0 … top → the study's total scale, with the percentage beside."""
    to_percent = 100 / study.scale.top
    scale = {"sum": len(parts(study)), "mean": 1, "percent": to_percent}
    percent = pl.when(pl.col("status") == "scored").then(pl.col("value") * to_percent)
    return means.with_columns(
        pl.col("value", "low", "high") * scale[study.scoring.total], percent=percent.clip(0, 100)
    )


def by_tables(
    study: Study, plan: pl.DataFrame, ratings: pl.DataFrame, policy: Policy
) -> dict[str, pl.DataFrame]:
    """CELLS, indicators, dimensions and TOTALS under one policy, from accepted ratings."""
    cells = cell_scores(plan, ratings, study.scoring, study.quality)
    indicators = indicator_scores(study, cells, policy)
    dimensions = node_scores(study, indicators)
    both = pl.concat([indicators, dimensions])
    return {
        "cells": cells,
        "indicators": checked(Nodes, indicators),
        "dimensions": checked(Nodes, dimensions),
        "totals": totals(study, both, policy),
    }
