"""The shortest way to the next grade: the fewest indicators that would have to rise by a level."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import accumulate, pairwise
from typing import Any

import polars as pl

from wenheng.contracts import checked
from wenheng.rounding import EXACT_DIGITS
from wenheng.study.model import Study
from wenheng.study.tree import places_in_total
from wenheng.tables import NOISE, Cells, Grades, Paths, Steps, Totals


@dataclass(frozen=True)
class Ways:
    """`paths` PATHS, `steps` STEPS."""

    paths: pl.DataFrame
    steps: pl.DataFrame

    def as_dict(self) -> dict[str, pl.DataFrame]:
        """The tables by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class _Rise:
    """An indicator that may rise by up to a level; `weight` points of 100 for each level."""

    platform: str
    indicator: str
    value: float
    to: float
    weight: float

    @property
    def gain(self) -> float:
        return self.weight * (self.to - self.value)


def ways(study: Study, tables: Mapping[str, pl.DataFrame]) -> Ways:
    """How far each unit is from its next grade, and the fewest steps that would reach it.

    A step is one rated indicator of one platform that rises by one level, or to the top where less
    is left; all else stays as it is. Gains add up, so the largest first are the fewest. This is
    arithmetic, not a forecast: it says what a grade rests on, not what is easy.

    It is made for the first reading of the scores, and only where this arithmetic gives the unit's
    own percentage back; caps, other means and rulings that are waited for can stand in the way.

    Args:
        study: tree, weights, cut-offs.
        tables: `cells`, `totals`, `grades`.

    Returns:
        A row of PATHS for each unit; its STEPS, largest gain first.

    Raises:
        TableError: a table breaks its contract.
    """
    totals, grades = checked(Totals, tables["totals"]), checked(Grades, tables["grades"])
    policy = None if totals.is_empty() else totals["policy"][0]
    now = {r["id"]: r["percent"] for r in _of(totals, policy) if r["kind"] == "unit"}
    held = {row["unit"]: row["grade"] for row in _of(grades, policy)}
    leaves = _leaf_values(checked(Cells, tables["cells"]))
    absent = _absent(totals, policy)
    paths, steps = [], []
    for unit in study.units:
        known = _Known(study, unit.id, leaves, absent, str(policy))
        path, taken = _way(study, known, now.get(unit.id), held.get(unit.id))
        paths.append({"unit": unit.id} | path)
        steps += [{"unit": unit.id} | step for step in taken]
    return Ways(_framed(Paths, paths), _framed(Steps, steps))


@dataclass(frozen=True)
class _Known:
    """One unit's rated indicators, by platform."""

    study: Study
    unit: str
    leaves: Mapping[str, Mapping[str, float]]
    absent: frozenset[str]
    policy: str

    def percent_and_rises(self) -> tuple[float, list[_Rise]]:
        """The unit's percentage by plain means, and what each indicator could add to it."""
        counted = list(self._counted())
        whole = sum(weight for _, weight in counted)
        rises = [
            rise
            for platform, weight in counted
            for rise in self._of_platform(platform, weight / whole)
        ]
        return sum(rise.weight * rise.value for rise in rises), rises

    def _counted(self) -> Iterator[tuple[str, float]]:
        weights = self.study.scoring.channel_weights
        for platform in self.study.platforms:
            weight = weights.get(platform.channel, 1.0)
            stands = platform.id in self.leaves or (
                self.policy == "zero" and platform.id in self.absent
            )
            if platform.unit == self.unit and weight > 0 and stands:
                yield platform.id, weight

    def _of_platform(self, platform: str, share: float) -> Iterator[_Rise]:
        values = self.leaves.get(platform, {})
        places = {id_: at for id_, at in places_in_total(self.study).items() if id_ in values}
        sums: dict[str, float] = {}
        for part, weight in places.values():
            sums[part] = sums.get(part, 0.0) + weight
        top = self.study.scale.top
        for indicator, (part, weight) in places.items():
            value = values[indicator]
            counts = 100 * share * weight / sums[part] / len(sums) / top
            yield _Rise(platform, indicator, value, min(value + 1.0, float(top)), counts)


def _way(
    study: Study, known: _Known, percent: float | None, grade: str | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    empty = {"grade": None, "percent": percent, "gap": None, "steps": 0}
    if percent is None or grade is None:
        return empty | {"status": "no_grade"}, []
    cuts = [(cut.id, cut.from_percent) for cut in study.grading.grades]
    above = next((better for better, worse in pairwise(cuts) if worse[0] == grade), None)
    if above is None:
        return empty | {"status": "best"}, []
    gap = above[1] - percent
    told = {"grade": above[0], "percent": percent, "gap": gap}
    again, rises = known.percent_and_rises()
    if round(again - percent, EXACT_DIGITS - 3):
        return told | {"steps": 0, "status": "unclear"}, []
    useful = sorted((r for r in rises if r.value < r.to), key=lambda rise: -rise.gain)
    reached = list(accumulate((rise.gain for rise in useful), initial=0.0))
    count = next((i for i, sum_ in enumerate(reached) if sum_ >= gap - NOISE), None)
    if count is None:
        return told | {"steps": 0, "status": "out_of_reach"}, []
    taken = [
        {
            "step": i + 1,
            "platform": rise.platform,
            "indicator": rise.indicator,
            "value": rise.value,
            "to": rise.to,
            "gain": rise.gain,
            "percent": percent + reached[i + 1],
        }
        for i, rise in enumerate(useful[:count])
    ]
    return told | {"steps": count, "status": "reachable"}, taken


def _leaf_values(cells: pl.DataFrame) -> dict[str, dict[str, float]]:
    """The mean of the scored cells, by platform and indicator, rulings not waited for."""
    table = (
        cells.filter(pl.col("status") == "scored")
        .group_by("platform", "indicator", maintain_order=True)
        .agg(value=pl.col("score").mean())
    )
    found: dict[str, dict[str, float]] = {}
    for row in table.iter_rows(named=True):
        found.setdefault(row["platform"], {})[row["indicator"]] = row["value"]
    return found


def _absent(totals: pl.DataFrame, policy: str | None) -> frozenset[str]:
    return frozenset(
        row["id"]
        for row in _of(totals, policy)
        if row["kind"] == "platform" and row["status"] == "no_assistant"
    )


def _of(table: pl.DataFrame, policy: str | None) -> Iterator[dict[str, Any]]:
    return table.filter(pl.col("policy") == policy).iter_rows(named=True)


def _framed(contract: type[Paths] | type[Steps], rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = contract.create_empty().schema
    return checked(contract, pl.DataFrame(rows, schema=schema, orient="row"))
