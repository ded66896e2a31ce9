"""Scores by region, and how much of their differences lies between regions."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from wenheng.analysis.averages import Chance, mean_interval
from wenheng.analysis.disparity import decompose
from wenheng.analysis.rules.reading import of_units, roster
from wenheng.analysis.series import settled
from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.tables import Covered, Regions, Splits, Totals

ALL = "all"


def covered_scores(study: Study, totals: pl.DataFrame) -> pl.DataFrame:
    """Scores of units over their platforms that have an assistant: a COVERED table.

    Args:
        study: its platforms, and what channels weigh.
        totals: TOTALS; an absent platform has no score of its own, however its unit counts it.
    """
    who, table = roster(study), checked(Totals, totals)
    main = table.filter(pl.col("kind") == "platform")
    scores = dict(zip(main["id"], main["percent"], strict=True))
    total = np.array([[_number(scores.get(platform)) for platform in who.platforms]])
    _, covered = of_units(who, total, np.zeros(len(who.platforms), np.bool_))
    known = np.isfinite(covered[0])
    found = {"unit": np.array(who.units)[known], "percent": settled(covered[0][known])}
    return checked(Covered, pl.DataFrame(found, Covered.create_empty().schema))


def region_scores(
    study: Study, covered: pl.DataFrame, chance: Chance | None = None
) -> pl.DataFrame:
    """COVERED scores of each region, by level and over all: a REGIONS table.

    Args:
        study: levels and regions of units.
        covered: COVERED.
        chance: of the resamples of units that intervals rest on.

    Returns:
        Levels and regions in the order of the study; those without a score are left out.
    """
    scores = _scores(covered)
    rows = []
    for level in (*(level.id for level in study.levels), ALL):
        for region in study.regions:
            members = [
                u.id for u in study.units if u.region == region.id and level in (ALL, u.level)
            ]
            values = np.array([scores[id_] for id_ in members if id_ in scores])
            if values.size:
                place = {"level": level, "region": region.id, "of": len(members)}
                rows.append({**place, **_described(values, chance)})
    return checked(Regions, pl.DataFrame(rows, Regions.create_empty().schema))


def region_splits(study: Study, covered: pl.DataFrame) -> pl.DataFrame:
    """How much of the differences between COVERED scores lies between regions: a SPLITS table.

    Args:
        study: levels and regions of units.
        covered: COVERED.

    Source:
        Cohen (1988), Statistical Power Analysis, section 8.2 (η²: between-groups ÷ total sum of
        squares); Shorrocks (1980) for Theil's T, see `decompose`.
    """
    scores = _scores(covered)
    parts = [
        (level.id, [u for u in study.units if u.level == level.id and u.id in scores])
        for level in study.levels
    ]
    rows, sums = [], np.zeros(2)
    for level, units in parts:
        values = np.array([scores[unit.id] for unit in units])
        regions = [unit.region for unit in units]
        found = _squares(values, regions)
        sums += found
        rows += list(_shares(level, values, regions, found))
    n = sum(len(units) for _, units in parts)
    if len(rows) > 2 and sums[1] > 0:
        rows.insert(0, _share(ALL, "variance", n, sums[0] / sums[1]))
    return checked(Splits, pl.DataFrame(rows, Splits.create_empty().schema))


def _shares(
    level: str, values: Floats, regions: list[str], squares: Floats
) -> Iterator[dict[str, Any]]:
    if not 1 < len(set(regions)) < values.size or not squares[1] > 0:
        return
    yield _share(level, "variance", values.size, squares[0] / squares[1])
    total, _, between = decompose(values, regions)
    yield _share(level, "theil", values.size, between / total)


def _share(level: str, measure: str, n: int, between: float) -> dict[str, Any]:
    return {"level": level, "measure": measure, "n": n, "between": min(1.0, float(between))}


def _squares(values: Floats, regions: list[str]) -> Floats:
    """Sums of squares between regions, and in all; differences of float noise are none."""
    if not values.size:
        return np.zeros(2)
    away = values - values.mean()
    groups = [away[np.array(regions) == region] for region in dict.fromkeys(regions)]
    between = sum(group.size * group.mean() ** 2 for group in groups)
    return settled(np.array([between, (away**2).sum()]))


def _described(values: Floats, chance: Chance | None) -> Mapping[str, Any]:
    low, high = mean_interval(values, np.ones(values.size), chance)
    mean, median = float(values.mean()), float(np.median(values))
    return {"n": values.size, "mean": mean, "median": median, "low": low, "high": high}


def _scores(covered: pl.DataFrame) -> dict[str, float]:
    table = checked(Covered, covered)
    return dict(zip(table["unit"], table["percent"], strict=True))


def _number(value: float | None) -> float:
    return np.nan if value is None else value
