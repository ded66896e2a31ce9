"""Scores in one or many versions: as observed, resampled, or under other weights."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wenheng.analysis.clusters import CellSums
from wenheng.arrays import Floats
from wenheng.study.model import Study
from wenheng.study.tree import parts

Ints = NDArray[np.int64]
ONE = np.ones(1)


@dataclass(frozen=True)
class Roster:
    """Units and platforms in the order of the study, as places in arrays."""

    units: tuple[str, ...]
    levels: NDArray[np.str_]
    regions: NDArray[np.str_]
    platforms: tuple[str, ...]
    unit_of: Ints
    channels: NDArray[np.str_]
    weights: Floats
    """Of platforms within their unit."""

    @property
    def cells(self) -> NDArray[np.str_]:
        """The level/channel of every platform."""
        joined = [f"{self.levels[u]}/{c}" for u, c in zip(self.unit_of, self.channels, strict=True)]
        return np.array(joined, dtype=np.str_)


@dataclass(frozen=True)
class Reading:
    """Scores of V versions: of nodes on 0–3, of platforms and units on 0–100; NaN where none.

    `units` counts an absent assistant as 0, `covered` leaves it out. `scenes` is the lead of
    scenarios of information over those of handling, on 0–3, by platform.
    """

    nodes: Mapping[str, Floats]
    total: Floats
    units: Floats
    covered: Floats
    scenes: Floats | None = None

    @property
    def versions(self) -> int:
        return len(self.total)


def roster(study: Study) -> Roster:
    places = {unit.id: i for i, unit in enumerate(study.units)}
    weights = study.scoring.channel_weights
    return Roster(
        units=tuple(places),
        levels=np.array([unit.level for unit in study.units], dtype=np.str_),
        regions=np.array([unit.region for unit in study.units], dtype=np.str_),
        platforms=tuple(platform.id for platform in study.platforms),
        unit_of=np.array([places[platform.unit] for platform in study.platforms]),
        channels=np.array([platform.channel for platform in study.platforms], dtype=np.str_),
        weights=np.array([weights.get(p.channel, 1.0) for p in study.platforms], dtype=np.float64),
    )


def of_units(who: Roster, total: Floats, absent: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Means of units over their platforms, V × units: absent ones as 0, and left out."""
    members = np.zeros((len(who.platforms), len(who.units)))
    members[np.arange(len(who.platforms)), who.unit_of] = who.weights
    scored = np.isfinite(total)
    sums = np.where(scored, total, 0.0) @ members
    counted = scored.astype(np.float64) @ members
    with_absent = (scored | absent).astype(np.float64) @ members
    return divided(sums, with_absent), divided(sums, counted)


def readings(
    study: Study, sums: CellSums, counts: Floats, varied: Mapping[str, Floats] | None = None
) -> tuple[dict[str, Floats], Floats]:
    """Nodes, V × platforms on 0–3, and totals on 0–100, in the order of `sums.platforms`.

    Args:
        study: its tree of arithmetic means.
        sums: cells as sums by indicator, platform and scenario.
        counts: V × scenarios: how often each comes.
        varied: factors of weights by id of indicator or part, V long.
    """
    varied = varied or {}
    found: dict[str, Floats] = {}

    def scores(id_: str) -> Floats:
        return found[id_] if id_ in found else _of_leaf(sums, counts, id_)

    def mean(ids: Mapping[str, float]) -> Floats:
        return _mean([(weight * varied.get(id_, ONE), scores(id_)) for id_, weight in ids.items()])

    for root in study.indicators:
        for node in list(root.walk())[::-1]:
            if node.children:
                found[node.id] = mean({child.id: child.weight for child in node.children})
    total = mean(dict.fromkeys(parts(study), 1.0)) * 100 / study.scale.top
    return {id_: value * 3 / study.scale.top for id_, value in found.items()}, total


def _of_leaf(sums: CellSums, counts: Floats, id_: str) -> Floats:
    if id_ not in sums.indicators:
        return np.full((len(counts), len(sums.platforms)), np.nan)
    at = sums.indicators.index(id_)
    return divided(counts @ sums.numerators[at].T, counts @ sums.denominators[at].T)


def _mean(weighted: list[tuple[Floats, Floats]]) -> Floats:
    """The weighted mean of those that have a score; weights are V long, or one for all."""
    above = sum(w[:, None] * np.where(np.isfinite(x), x, 0.0) for w, x in weighted)
    below = sum(w[:, None] * np.isfinite(x) for w, x in weighted)
    return divided(np.asarray(above), np.asarray(below))


def divided(above: Floats, below: Floats) -> Floats:
    """Above ÷ below, NaN where there is nothing to divide by."""
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0))
