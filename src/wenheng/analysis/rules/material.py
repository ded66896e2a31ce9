"""What rules look at: the tables of a study laid out once, by unit and platform."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wenheng.analysis.clusters import CellSums, cell_sums
from wenheng.analysis.rules.draft import Limits
from wenheng.analysis.rules.inference import Bools
from wenheng.analysis.rules.reading import Reading, Roster, of_units, readings, roster
from wenheng.analysis.series import resamples
from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.study.tree import parts
from wenheng.tables import Cells, Coverage, Grades, Labels, Nodes, Presence, Ranks, Totals

CONTRACTS = {
    "presence": Presence,
    "coverage": Coverage,
    "cells": Cells,
    "indicators": Nodes,
    "dimensions": Nodes,
    "totals": Totals,
    "ranks": Ranks,
    "grades": Grades,
    "labels": Labels,
}
VARIED = 200
"""Draws of weights, each multiplied by 0.75–1.25."""

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Chance:
    """How often chance is tried, and from which seed."""

    draws: int
    trials: int
    seed: int

    @property
    def for_record(self) -> int:
        """Shuffles for what no judgement rests on."""
        return min(self.trials, 999)


@dataclass(frozen=True)
class Material:
    """All that rules may look at; what the tables do not hold is None or empty."""

    study: Study
    limits: Limits
    chance: Chance
    who: Roster
    tables: Tables
    presence: NDArray[np.str_]
    """Of platforms: present, absent or unknown."""
    observed: Reading | None
    resampled: Reading | None
    other_weights: Reading | None
    left_out: Reading | None
    """One scenario left out at a time."""
    repeated: bool
    """Whether most scored cells were rated by two or more."""
    by_scenario: Floats | None = None
    """Platforms × scenarios, on 0–3, of what is rated by scenario; in the order of the study."""
    before: Tables | None = None
    conditions: pl.DataFrame | None = None

    @property
    def absent(self) -> Bools:
        return np.asarray(self.presence == "absent")

    @property
    def grades(self) -> list[str | None]:
        """Of units, by the study's main reading; None where there is none."""
        table = self.tables.get("grades")
        if table is None or table.is_empty():
            return [None] * len(self.who.units)
        main = table.filter(pl.col("policy") == table["policy"][0])
        found = dict(zip(main["unit"], main["grade"], strict=True))
        return [found.get(unit) for unit in self.who.units]

    def leaf(self, id_: str) -> Floats:
        """A rated indicator of all platforms, on 0–3; NaN where it has no score."""
        table = self.tables["indicators"].filter(pl.col("node") == id_)
        return _by_id(table, "platform", "score", self.who.platforms) * 3 / self.study.scale.top


def material(
    study: Study, tables: Tables, limits: Limits, chance: Chance, before: Tables | None = None
) -> Material:
    """Tables of either wave held to their contracts; laid out, resampled where there are cells."""
    held = _held(tables)
    who = roster(study)
    presence = _presence(held, who)
    observed = _observed(study, held, who, presence == "absent")
    cells = held.get("cells")
    versions: dict[str, Reading | None] = dict.fromkeys(("draws", "weights", "scenarios"))
    if observed is not None and cells is not None and _resamplable(study, cells):
        versions |= _versions(study, cells, who, presence == "absent", chance)
    return Material(
        study,
        limits,
        chance,
        who,
        held,
        presence,
        observed,
        versions["draws"],
        versions["weights"],
        versions["scenarios"],
        _repeated(cells),
        _by_scenario(study, cells, who) if cells is not None else None,
        _held(before) if before is not None else None,
    )


def _held(tables: Tables) -> Tables:
    return {name: checked(CONTRACTS[name], tables[name]) for name in CONTRACTS if name in tables}


def _by_id(table: pl.DataFrame, key: str, column: str, ids: tuple[str, ...]) -> Floats:
    found = dict(zip(table[key].to_list(), table[column].to_list(), strict=True))
    values = [found.get(id_) for id_ in ids]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _presence(tables: Tables, who: Roster) -> NDArray[np.str_]:
    """By the PRESENCE table, else by what TOTALS say of the platform."""
    if "presence" in tables:
        table, key = tables["presence"], "platform"
        found = dict(zip(table[key], table["status"].cast(pl.String), strict=True))
    elif "totals" in tables:
        table = tables["totals"].filter(pl.col("kind") == "platform")
        word = {"scored": "present", "withheld": "present", "no_assistant": "absent"}
        status = table["status"].cast(pl.String)
        found = dict(zip(table["id"], (word.get(s, "unknown") for s in status), strict=True))
    else:
        found = {}
    return np.array([found.get(id_, "unknown") for id_ in who.platforms], dtype=np.str_)


def _observed(study: Study, tables: Tables, who: Roster, absent: Bools) -> Reading | None:
    if "totals" not in tables or "dimensions" not in tables:
        return None
    totals, nodes = tables["totals"], tables["dimensions"]
    platforms = totals.filter(
        (pl.col("kind") == "platform") & (pl.col("policy") == totals["policy"][0])
    )
    total = _by_id(platforms, "id", "percent", who.platforms)[None]
    units, covered = of_units(who, total, absent)
    for policy, found in (("zero", units), ("exclude", covered)):
        rows = totals.filter((pl.col("kind") == "unit") & (pl.col("policy") == policy))
        if rows.height:
            found[0] = _by_id(rows, "id", "percent", who.units)
    scale = 3 / study.scale.top
    by_node = {
        name: _by_id(part, "platform", "score", who.platforms)[None] * scale
        for (name,), part in nodes.partition_by("node", as_dict=True).items()
    }
    scenes = None
    if "cells" in tables and len(scenes_of(study)) == 2 and _has_scenarios(study, tables["cells"]):
        sums = _ordered(cell_sums(study, tables["cells"], "exclude"), who)
        scenes = _scenes(study, sums, np.ones((1, len(sums.scenarios))))
    return Reading(by_node, total, units, covered, scenes)


def _resamplable(study: Study, cells: pl.DataFrame) -> bool:
    """Whether weighted means of cells give the scores again, and there are scenarios to draw."""
    straight = set(study.scoring.aggregation.values()) <= {"arithmetic"}
    asked = set(cells["scenario"]) & {s.id for s in study.scenarios}
    return straight and not study.scoring.gates and len(asked) >= 2


def _has_scenarios(study: Study, cells: pl.DataFrame) -> bool:
    return not set(cells["scenario"]).isdisjoint(s.id for s in study.scenarios)


def _repeated(cells: pl.DataFrame | None) -> bool:
    if cells is None:
        return False
    scored = cells.filter(pl.col("status") == "scored")
    return scored.height > 0 and 2 * int((scored["raters"] >= 2).sum()) >= scored.height


def _versions(
    study: Study, cells: pl.DataFrame, who: Roster, absent: Bools, chance: Chance
) -> dict[str, Reading | None]:
    sums = _ordered(cell_sums(study, cells, "exclude"), who)
    n = len(sums.scenarios)
    dice = np.random.default_rng([chance.seed, 2])
    ids = [node.id for root in study.indicators for node in root.walk()]
    factors = {
        id_: dice.uniform(0.75, 1.25, VARIED) for id_ in dict.fromkeys([*ids, *parts(study)])
    }
    counts = {
        "draws": (resamples(n, chance.draws, chance.seed), None),
        "weights": (np.ones((1, n)), factors),
        "scenarios": (1 - np.eye(n), None),
    }
    found: dict[str, Reading | None] = {}
    for name, (drawn, varied) in counts.items():
        nodes, total = readings(study, sums, drawn, varied)
        scenes = _scenes(study, sums, drawn) if len(scenes_of(study)) == 2 else None
        found[name] = Reading(nodes, total, *of_units(who, total, absent), scenes)
    return found


def _ordered(sums: CellSums, who: Roster) -> CellSums:
    """`sums` with platforms in the order of the study; those without cells have no weight."""
    places = {name: i for i, name in enumerate(sums.platforms)}
    above, below = (
        np.zeros((len(sums.indicators), len(who.platforms), len(sums.scenarios))) for _ in range(2)
    )
    for i, name in enumerate(who.platforms):
        if name in places:
            above[:, i] = sums.numerators[:, places[name]]
            below[:, i] = sums.denominators[:, places[name]]
    return CellSums(
        sums.indicators, who.platforms, sums.scenarios, above, below, sums.weights, sums.parts
    )


def scenes_of(study: Study) -> list[str]:
    """The scenes that the study's scenarios stand in, in its order."""
    return list(dict.fromkeys(s.scene for s in study.scenarios if s.scene))


def _scenes(study: Study, sums: CellSums, counts: Floats) -> Floats:
    """The lead of the first scene over the second on 0–3, V × platforms."""
    scored = _of_scenarios(study, sums)
    first, second = scenes_of(study)
    means = []
    for scene in (first, second):
        members = {s.id for s in study.scenarios if s.scene == scene}
        inside = counts * [id_ in members for id_ in sums.scenarios]
        there = inside @ np.isfinite(scored).astype(np.float64).T
        total = inside @ np.nan_to_num(scored).T
        means.append(np.divide(total, there, out=np.full(total.shape, np.nan), where=there > 0))
    return np.asarray((means[0] - means[1]) * 3 / study.scale.top)


def _of_scenarios(study: Study, sums: CellSums) -> Floats:
    """Platforms × scenarios: the weighted mean of what is rated by scenario; NaN where nothing."""
    by_scenario = [study.indicator(id_).per == "scenario" for id_ in sums.indicators]
    weights = np.array(sums.weights) * by_scenario
    above, below = (
        np.einsum("k,kps->ps", weights, x) for x in (sums.numerators, sums.denominators)
    )
    scored = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return np.asarray(scored)


def _by_scenario(study: Study, cells: pl.DataFrame, who: Roster) -> Floats | None:
    if not _has_scenarios(study, cells):
        return None
    sums = _ordered(cell_sums(study, cells, "exclude"), who)
    places = [sums.scenarios.index(s.id) for s in study.scenarios if s.id in sums.scenarios]
    return np.asarray(_of_scenarios(study, sums)[:, places] * 3 / study.scale.top)
