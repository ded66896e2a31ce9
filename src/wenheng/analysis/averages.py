"""Means of groups and differences between them, with intervals by resampling units."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import polars as pl

from wenheng.analysis.series import resamples
from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.tables import Contrasts, GroupMeans, Nodes, UnitMeans

LEAST = 5
"""Units from which on an interval is given: resamples of fewer are all alike."""

TAILS = (0.025, 0.975)
DRAWS = 2_000
KEPT = 3
"""Resamples that are kept at a time: each is 48 MB for 3,000 units."""

ALL = "all"


@dataclass(frozen=True)
class Chance:
    """How often units are resampled, and from which seed; the last resamples are kept.

    Resamples of n units are the same whatever is measured on them, as are those of other nodes.
    """

    draws: int = DRAWS
    seed: int = 0
    kept: dict[tuple[int, int], Floats] = field(default_factory=dict, compare=False, repr=False)

    def resamples(self, n: int, which: int = 0) -> Floats:
        """How often each of `n` units comes in each draw; `which` parts independent groups."""
        if (n, which) not in self.kept:
            if len(self.kept) == KEPT:
                self.kept.pop(next(iter(self.kept)))
            self.kept[n, which] = resamples(n, self.draws, [self.seed, which])
        return self.kept[n, which]


def unit_means(study: Study, nodes: pl.DataFrame) -> pl.DataFrame:
    """Nodes of units: UNIT MEANS, a plain mean over the unit's platforms that have a score.

    Args:
        study: which platforms are whose.
        nodes: NODES of platforms, indicators or dimensions.

    Raises:
        TableError: a broken NODES table.
    """
    scored = _scored(study, nodes)
    means = scored.group_by("unit", "node", maintain_order=True).agg(
        score=pl.col("score").mean(), platforms=pl.len()
    )
    return checked(UnitMeans, means)


def group_means(study: Study, nodes: pl.DataFrame, chance: Chance | None = None) -> pl.DataFrame:
    """Means of nodes over the platforms of each level/channel, and of all: GROUP MEANS.

    Args:
        study: levels and channels of platforms.
        nodes: NODES of platforms, on the scale of a rating.
        chance: of the resamples.

    Returns:
        A row for each node and group that has a score. The interval tells how much the mean leans
        on which units were measured, not how sure a single score is.

    Raises:
        TableError: a broken NODES table.

    Source:
        Efron & Tibshirani (1993), An Introduction to the Bootstrap, section 13.3 (percentile
        interval), with units as what is drawn, since platforms of a unit are no two cases.
    """
    scored, rows, chance = _scored(study, nodes), [], chance or Chance()
    whole = scored.with_columns(pl.lit(ALL).alias("group"))
    parts = list(_parts(pl.concat([scored, whole]), "node", "group"))
    for (node, group), part in sorted(parts, key=lambda pair: pair[0][1]):
        sums = part.group_by("unit").agg(pl.col("score").sum(), n=pl.len()).sort("unit")
        low, high = mean_interval(sums["score"].to_numpy(), sums["n"].to_numpy(), chance)
        mean, n = part["score"].mean(), part.height
        row = {"node": node, "group": group, "mean": mean, "low": low, "high": high, "n": n}
        rows.append(row)
    return checked(GroupMeans, pl.DataFrame(rows, GroupMeans.create_empty().schema))


def contrasts(study: Study, nodes: pl.DataFrame, chance: Chance | None = None) -> pl.DataFrame:
    """How nodes differ between channels of the same units, and between levels: CONTRASTS.

    Args:
        study: every pair of its channels and of its levels is compared, in its order.
        nodes: NODES of platforms, on the scale of a rating.
        chance: of the resamples.

    Returns:
        A row for each node and pair that both have a unit; channels are compared within units that
        have a score on both, so that nobody's absence makes a difference.

    Raises:
        TableError: a broken NODES table.

    Source:
        Efron & Tibshirani (1993), An Introduction to the Bootstrap, sections 8.4 (paired) and 8.3
        (two samples), percentile intervals of section 13.3.
    """
    scored, chance = _scored(study, nodes), chance or Chance()
    rows = [*_of_channels(study, scored, chance), *_of_levels(study, scored, chance)]
    return checked(Contrasts, pl.DataFrame(rows, Contrasts.create_empty().schema))


def mean_interval(
    sums: Floats, counts: Floats, chance: Chance | None = None
) -> tuple[float | None, float | None]:
    """A 95 % percentile interval of Σ`sums` ÷ Σ`counts`, units drawn with replacement."""
    if len(sums) < LEAST:
        return None, None
    return _ends(_drawn(sums, counts, chance or Chance()))


def _drawn(sums: Floats, counts: Floats, chance: Chance, which: int = 0) -> Floats:
    drawn = chance.resamples(len(sums), which)
    return np.asarray(drawn @ sums / (drawn @ counts))


def _ends(drawn: Floats) -> tuple[float, float]:
    low, high = np.quantile(drawn, TAILS)
    return float(low), float(high)


def _of_channels(study: Study, scored: pl.DataFrame, chance: Chance) -> Iterator[dict[str, object]]:
    means = scored.group_by("node", "channel", "unit", maintain_order=True).agg(
        pl.col("score").mean()
    )
    names = [channel.id for channel in study.channels]
    for (node,), part in _parts(means, "node"):
        of = {name: part.filter(pl.col("channel") == name) for name in names}
        for first, second in combinations(names, 2):
            pairs = of[first].join(of[second], on="unit", suffix="_second").sort("unit")
            if not pairs.height:
                continue
            lead = (pairs["score"] - pairs["score_second"]).to_numpy()
            n = (len(lead), len(lead))
            ends = mean_interval(lead, np.ones(len(lead)), chance)
            yield _row(("channel", node, first, second), float(lead.mean()), ends, n)


def _of_levels(study: Study, scored: pl.DataFrame, chance: Chance) -> Iterator[dict[str, object]]:
    means = scored.group_by("node", "level", "unit", maintain_order=True).agg(
        pl.col("score").mean()
    )
    names = [level.id for level in study.levels]
    for (node,), part in _parts(means.sort("unit", maintain_order=True), "node"):
        of = {name: part.filter(pl.col("level") == name)["score"].to_numpy() for name in names}
        for first, second in combinations(names, 2):
            groups = of[first], of[second]
            if not all(len(group) for group in groups):
                continue
            gap = float(groups[0].mean() - groups[1].mean())
            ends = _two_groups(*groups, chance)
            n = (len(groups[0]), len(groups[1]))
            yield _row(("level", node, first, second), gap, ends, n)


def _two_groups(first: Floats, second: Floats, chance: Chance) -> tuple[float | None, float | None]:
    if min(len(first), len(second)) < LEAST:
        return None, None
    drawn = [_drawn(x, np.ones(len(x)), chance, i) for i, x in enumerate((first, second))]
    return _ends(drawn[0] - drawn[1])


def _row(
    key: tuple[str, str, str, str],
    difference: float,
    ends: tuple[float | None, float | None],
    n: tuple[int, int],
) -> dict[str, object]:
    side, node, first, second = key
    names = {"node": node, "side": side, "first": first, "second": second}
    found = {"difference": difference, "low": ends[0], "high": ends[1]}
    return {**names, **found, "n_first": n[0], "n_second": n[1]}


def _scored(study: Study, nodes: pl.DataFrame) -> pl.DataFrame:
    """Scores with unit, level and channel; level/channel as group; in the order of the study."""
    units = {unit.id: unit.level for unit in study.units}
    who: Mapping[str, list[str]] = {
        "platform": [platform.id for platform in study.platforms],
        "unit": [platform.unit for platform in study.platforms],
        "level": [units[platform.unit] for platform in study.platforms],
        "channel": [platform.channel for platform in study.platforms],
    }
    table = checked(Nodes, nodes).filter(pl.col("status") == "scored")
    group = pl.concat_str("level", "channel", separator="/").alias("group")
    joined = table.select("platform", "node", "score").join(
        pl.DataFrame(who), on="platform", maintain_order="left"
    )
    return joined.with_columns(group)


def _parts(frame: pl.DataFrame, *by: str) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
    for key, part in frame.group_by(*by, maintain_order=True):
        yield tuple(map(str, key)), part
