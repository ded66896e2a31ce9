"""Composite scores: the dimensions of a platform, the platforms of a unit."""

import polars as pl

from wenheng.contracts import checked
from wenheng.scoring.combine import STATUS, Policy, combined, stated, with_every
from wenheng.scoring.means import mean_of
from wenheng.study.model import Study
from wenheng.study.tree import parts
from wenheng.tables import Totals

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
