"""Composite scores: the dimensions of a platform, the platforms of a unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import polars as pl
from scipy.stats import rankdata

from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.errors import NotScorable
from wenheng.language import say
from wenheng.rounding import EXACT_DIGITS
from wenheng.scoring.combine import SHARE, Policy, Values, combined
from wenheng.scoring.consensus import ABSENT, IDLE, SCORED
from wenheng.scoring.layout import Places
from wenheng.scoring.nodes import Known
from wenheng.study.model import Study
from wenheng.study.tree import parts, total_scale
from wenheng.tables import NOISE, Totals

Missing = Literal["exclude", "zero", "top"]
Normalise = Literal["none", "minmax", "rank"]


@dataclass(frozen=True)
class Parts:
    """How dimensions enter totals where a what-if asks for more than a study can declare.

    `weights` are relative, 1 where none is given. `missing`: what was not assessed leaves the mean,
    counts 0, or the top. Only then `normalise`: `minmax` stretches each dimension over the
    platforms that have one to the whole scale, `rank` puts their ranks on it, ties in the middle;
    what has no assistant stays 0.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    missing: Missing = "exclude"
    normalise: Normalise = "none"


AS_DECLARED = Parts()


def total_table(
    study: Study, known: Known, platforms: Sequence[str], policy: Policy, how: Parts = AS_DECLARED
) -> pl.DataFrame:
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
        known: the nodes under this policy, see `node_values`.
        platforms: whose they are.
        policy: the reading of what has no assistant.
        how: dimensions enter; equally and as they are, save in a what-if.

    Returns:
        TOTALS, platforms in their order, then units in the order of the study. A unit none of
        whose platforms is planned is `not_applicable`.
    """
    means = platform_means(study, known, how)
    units = _unit_means(study, means, platforms, policy)
    kinds = [("platform", platforms, means), ("unit", [unit.id for unit in study.units], units)]
    tables = [
        values.table().with_columns(
            kind=pl.lit(kind),
            id=pl.Series(list(names), dtype=pl.String),
            policy=pl.lit(policy),
        )
        for kind, names, values in kinds
    ]
    return checked(Totals, _on_total_scale(study, pl.concat(tables)))


def platform_means(study: Study, known: Known, how: Parts = AS_DECLARED) -> Values:
    """The mean of the dimensions of each platform, 0 … top of the scale.

    Raises:
        NotScorable: a dimension is to be normalised in which all platforms are the same.
    """
    names = parts(study)
    dimensions = _filled(Values.stacked([known[name] for name in names]), how.missing)
    if how.normalise != "none":
        spread = [_normalised(study, dimensions[i], names[i], how) for i in range(len(names))]
        whole = np.where(np.isnan(dimensions.low), np.nan, float(study.scale.top))
        dimensions = replace(
            dimensions,
            value=np.stack(spread),
            low=np.where(np.isnan(whole), np.nan, 0.0),
            high=whole,
        )
    weights = np.array([[how.weights.get(name, 1.0)] for name in names])
    return combined(dimensions, weights, SHARE, study.scoring.min_completeness)


def _filled(dimensions: Values, missing: Missing) -> Values:
    """`dimensions` with every gap counted as 0 or as the top: their own bound, as if all was seen.

    Where nothing applies there is no bound and no gap. A platform of which all that is known is
    that it has no assistant keeps that status.
    """
    if missing == "exclude":
        return dimensions
    absent = (dimensions.rated.sum(axis=0) == 0) & (dimensions.assessed.sum(axis=0) > 0)
    gaps = np.where(absent, 0, dimensions.applicable - dimensions.assessed)
    bound = dimensions.low if missing == "zero" else dimensions.high
    return replace(
        dimensions,
        value=bound,
        low=bound,
        high=bound,
        completeness=np.where(dimensions.applicable > 0, 1.0, np.nan),
        rated=dimensions.rated + gaps,
        assessed=dimensions.applicable,
    )


def _normalised(study: Study, values: Values, name: str, how: Parts) -> Floats:
    """One dimension on the whole scale, by what its platforms have."""
    shown = (values.rated > 0) & ~np.isnan(values.value)
    x = values.value[shown]
    if x.size < 2 or x.max() - x.min() < NOISE:
        raise NotScorable(say("scoring.no-spread", node=name))
    if how.normalise == "rank":
        share = (rankdata(np.round(x, EXACT_DIGITS)) - 1) / (x.size - 1)
    else:
        share = (x - x.min()) / (x.max() - x.min())
    found = values.value.copy()
    found[shown] = share * study.scale.top
    return found


def _unit_means(study: Study, means: Values, platforms: Sequence[str], policy: Policy) -> Values:
    members, weights = _members(study, platforms)
    units = combined(_with_nobody(means)[members], weights, SHARE, study.scoring.min_completeness)
    if policy == "exclude":
        return units
    # A unit all of whose platforms are absent offers nothing: under `zero` that scores 0.
    return replace(units, status=np.where(units.status == ABSENT, SCORED, units.status))


def _members(study: Study, platforms: Sequence[str]) -> tuple[Places, Floats]:
    """The places of each unit's platforms, members × units, and their weights; −1 is nobody."""
    place = {name: i for i, name in enumerate(platforms)}
    weight = study.scoring.channel_weights
    of: dict[str, list[tuple[int, float]]] = {unit.id: [] for unit in study.units}
    for platform in study.platforms:
        counted = float(weight.get(platform.channel, 1))
        if counted > 0 and platform.id in place:
            of[platform.unit].append((place[platform.id], counted))
    most = max(1, *(len(members) for members in of.values()))
    filled = [[*members, *[(-1, 1.0)] * (most - len(members))] for members in of.values()]
    table = np.array(filled, np.float64).reshape(len(of), most, 2)
    return table[:, :, 0].astype(np.int64).T, table[:, :, 1].T


def _with_nobody(values: Values) -> Values:
    """`values` and at their end a platform of which nothing is planned."""
    last = (np.nan, np.nan, np.nan, np.nan, 0, 0, 0, IDLE)
    return Values(*(np.append(x, end) for x, end in zip(values.arrays(), last, strict=True)))


def _on_total_scale(study: Study, means: pl.DataFrame) -> pl.DataFrame:
    """Means on 0 … top → the study's total scale, with the percentage beside."""
    to_percent = 100 / study.scale.top
    return means.with_columns(
        pl.col("score", "low", "high") * total_scale(study),
        percent=(pl.col("score") * to_percent).clip(0, 100),
    )
