"""What a report is made from: study, tables and facts about the run, ready to look up."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from typing import Any, TypeVar

import dataframely as dy
import polars as pl

from wenheng import tables as contracts
from wenheng.contracts import checked
from wenheng.errors import TableError
from wenheng.language import say
from wenheng.study.indicators import Indicator
from wenheng.study.model import Study
from wenheng.study.roster import Platform, Unit
from wenheng.study.tree import parts, total_scale

CONTRACTS: dict[str, type[dy.Schema]] = {
    "sessions": contracts.Sessions,
    "presence": contracts.Presence,
    "ratings": contracts.Ratings,
    "cells": contracts.Cells,
    "indicators": contracts.Nodes,
    "dimensions": contracts.Nodes,
    "totals": contracts.Totals,
    "ranks": contracts.Ranks,
    "grades": contracts.Grades,
    "coverage": contracts.Coverage,
}
"""The tables a report needs, by name."""

OPTIONAL: dict[str, type[dy.Schema]] = {
    "findings": contracts.Findings,
    "ledger": contracts.Ledger,
    "advice": contracts.Advice,
    "cases": contracts.Cases,
    "chances": contracts.Chances,
    "standings": contracts.Standings,
    "simulated": contracts.SimulatedDialogues,
    "peers": contracts.Peers,
    "paths": contracts.Paths,
    "steps": contracts.Steps,
    "types": contracts.Types,
    "pairs": contracts.Pairs,
    "covered": contracts.Covered,
    "regions": contracts.Regions,
    "splits": contracts.Splits,
    "unit_means": contracts.UnitMeans,
    "group_means": contracts.GroupMeans,
    "contrasts": contracts.Contrasts,
    "level_counts": contracts.LevelCounts,
    "scene_means": contracts.SceneMeans,
    "priorities": contracts.Priorities,
    "weight_ranks": contracts.WeightRanks,
    "failures": contracts.Failures,
    "agreement": contracts.Agreement,
}
"""What it shows where it is there; what rests on an absent one is left out."""

UNCOUNTED = "model-uncounted"
"""Kind of the ratings of models that no calibration admits."""

BEIJING = timezone(timedelta(hours=8))

Row = Mapping[str, Any]
Key = TypeVar("Key")


@dataclass(frozen=True)
class RunFacts:
    """What the tables do not say: which wave it was, from what and by what the report is made.

    `inputs_sha256` is the hash over study and tables; `made_at` is the moment of the
    last record the numbers rest on, the report itself reads no clock; `planned_sessions` is the
    plan's count. `remarks` are printed on the cover, for a sandbox or a synthetic wave for
    instance.
    """

    wave: str = ""
    inputs_sha256: str = ""
    software: str = ""
    made_at: datetime | None = None
    planned_sessions: int | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """Study and tables, with the look-ups that several chapters share."""

    study: Study
    tables: Mapping[str, pl.DataFrame]
    facts: RunFacts

    @property
    def policy(self) -> str:
        """The reading that ranks and grades are printed for; `both` prints `zero` first."""
        declared = self.study.scoring.absent_policy
        return "zero" if declared == "both" else declared

    @property
    def digits(self) -> int:
        return self.study.scoring.report_digits

    @property
    def top(self) -> int:
        """Top of the scale of a rating."""
        return self.study.scale.top

    @property
    def total_top(self) -> float:
        """The highest total a platform can reach, by the study's choice of total."""
        return self.top * total_scale(self.study)

    @cached_property
    def parts(self) -> tuple[Indicator, ...]:
        """What a total is the sum of: dimensions, and rated indicators that have none above."""
        return tuple(self.study.indicator(id_) for id_ in parts(self.study))

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.study.units}

    @cached_property
    def platforms(self) -> dict[str, Platform]:
        return {platform.id: platform for platform in self.study.platforms}

    @cached_property
    def of_unit(self) -> dict[str, list[Platform]]:
        """The platforms of each unit, in the order of the channels."""
        order = [channel.id for channel in self.study.channels]
        found: dict[str, list[Platform]] = defaultdict(list)
        for platform in sorted(self.study.platforms, key=lambda p: order.index(p.channel)):
            found[platform.unit].append(platform)
        return found

    @cached_property
    def presence(self) -> dict[str, Row]:
        return {row["platform"]: row for row in self._rows("presence")}

    @cached_property
    def coverage(self) -> dict[tuple[str, str, str], Row]:
        """By level, channel and region; `all` stands for those summed over."""
        rows = self._rows("coverage")
        return {(row["level"], row["channel"], row["region"]): row for row in rows}

    @cached_property
    def totals(self) -> dict[tuple[str, str, str], Row]:
        """By kind, id and policy."""
        return {(row["kind"], row["id"], row["policy"]): row for row in self._rows("totals")}

    @cached_property
    def ranks(self) -> dict[tuple[str, str, str, str], Row]:
        """By kind, id, policy and group."""
        return {
            (row["kind"], row["id"], row["policy"], row["group"]): row
            for row in self._rows("ranks")
        }

    @cached_property
    def nodes(self) -> dict[tuple[str, str], Row]:
        """By platform and node."""
        both = (*self._rows("indicators"), *self._rows("dimensions"))
        return {(row["platform"], row["node"]): row for row in both}

    @cached_property
    def grades(self) -> dict[str, Row]:
        """By unit, for the main policy."""
        return {r["unit"]: r for r in self._rows("grades") if r["policy"] == self.policy}

    @cached_property
    def findings(self) -> list[Row]:
        """All that was considered; none where nothing was."""
        return self.optional("findings")

    @cached_property
    def standings(self) -> dict[tuple[str, str, str], Row]:
        """How sure positions are, by kind, id and group."""
        return {(r["kind"], r["id"], r["group"]): r for r in self.optional("standings")}

    @cached_property
    def advice(self) -> list[Row]:
        return self.optional("advice")

    @cached_property
    def chances(self) -> dict[tuple[str, str], float]:
        """How probable a grade is, by unit and grade."""
        return {(r["unit"], r["grade"]): r["probability"] for r in self.optional("chances")}

    @cached_property
    def peers(self) -> dict[tuple[str, str], Row]:
        """Scores beside those of peers, by platform and node."""
        return {(row["platform"], row["node"]): row for row in self.optional("peers")}

    @cached_property
    def paths(self) -> dict[str, Row]:
        """How far the next grade is, by unit."""
        return {row["unit"]: row for row in self.optional("paths")}

    @cached_property
    def steps(self) -> dict[str, list[Row]]:
        """The steps to it, by unit."""
        return _grouped(self.optional("steps"), lambda row: row["unit"])

    @cached_property
    def cell_scores(self) -> dict[tuple[str, str, str], float | None]:
        """The consensus by platform, indicator and scenario."""
        return {
            (row["platform"], row["indicator"], row["scenario"]): row["score"]
            for row in self._rows("cells")
        }

    @cached_property
    def scores_by(self) -> dict[str, Counter[str]]:
        """By indicator: how many scores of cells go by whose judgement, one of JUDGES."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self._rows("cells"):
            if row["score"] is not None and row["judged_by"]:
                found[row["indicator"]][row["judged_by"]] += 1
        return found

    @cached_property
    def judged(self) -> dict[tuple[str, str], list[Row]]:
        """The ratings by platform and indicator, in the order of scenario and rater."""
        order = {scenario.id: index for index, scenario in enumerate(self.study.scenarios)}
        rows = sorted(
            self._rows("ratings"),
            key=lambda row: (order.get(row["scenario"], -1), row["scenario"], row["rater"]),
        )
        return _grouped(rows, lambda row: (row["platform"], row["indicator"]))

    @cached_property
    def sessions(self) -> dict[str, list[Row]]:
        """By platform, in the order in which they were held; last, of which that is not known."""
        rows = sorted(self._rows("sessions"), key=_when)
        return _grouped(rows, lambda row: row["platform"])

    @cached_property
    def session_ids(self) -> frozenset[str]:
        return frozenset(self.tables["sessions"]["session"].to_list())

    @cached_property
    def rated(self) -> Counter[str]:
        """How many ratings with a level each kind of rater gave; models where they count."""
        given = self.tables["ratings"].filter(pl.col("status") == "rated")
        return Counter(self.counted_kind(row) for row in given.iter_rows(named=True))

    def counted_kind(self, row: Row) -> str:
        """The kind of a rating's rater, or that it is a model that does not count there."""
        admitted = (row["rater"], row["indicator"]) in self.study.admitted
        kind = str(row["rater_kind"])
        return UNCOUNTED if kind == "model" and not admitted else kind

    @property
    def rules_alone(self) -> bool:
        """Whether every rating there is was given by a rule."""
        return set(self.rated) - {UNCOUNTED} == {"rule"}

    @cached_property
    def span(self) -> tuple[datetime, datetime] | None:
        """Beginning of the first and of the last session."""
        held = self.tables["sessions"]["started_at"]
        first, last = held.min(), held.max()
        if not isinstance(first, datetime) or not isinstance(last, datetime):
            return None
        return first, last

    @cached_property
    def pairs(self) -> dict[str, Row]:
        """By level, and over all; empty where the table is not there."""
        return {row["level"]: row for row in self.optional("pairs")}

    @cached_property
    def covered(self) -> dict[str, float]:
        """The score of units over their assistants, 0–100; empty where the table is not there."""
        return {row["unit"]: row["percent"] for row in self.optional("covered")}

    def optional(self, name: str, **wanted: str) -> list[Row]:
        """The rows of one of OPTIONAL that have the `wanted` values; none where it is absent."""
        if name not in self.tables:
            return []
        return list(self.tables[name].filter(**wanted).iter_rows(named=True))

    def _rows(self, name: str) -> Iterable[Row]:
        return self.tables[name].iter_rows(named=True)


def material(study: Study, tables: Mapping[str, pl.DataFrame], facts: RunFacts) -> Material:
    """`study` and `tables` for the report, each table under its contract.

    Raises:
        TableError: a table is missing, breaks its contract, or leaves out a planned platform.
    """
    missing = [name for name in CONTRACTS if name not in tables]
    if missing:
        raise TableError(say("report.no-table", tables=", ".join(missing)), where="report")
    wanted = CONTRACTS | {name: rule for name, rule in OPTIONAL.items() if name in tables}
    held = {name: checked(rule, tables[name], name) for name, rule in wanted.items()}
    planned = {platform.id for platform in study.platforms}
    for name, column in (("presence", "platform"), ("totals", "id"), ("indicators", "platform")):
        left_out = sorted(planned - set(held[name][column].to_list()))
        if left_out:
            raise TableError(say("report.left-out", platforms=", ".join(left_out)), where=name)
    return Material(study, held, facts)


def _when(row: Row) -> tuple[bool, datetime, str]:
    started_at = row["started_at"]
    return started_at is None, started_at or datetime.min.replace(tzinfo=UTC), row["session"]


def beijing(moment: datetime | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """`moment` in Beijing time; a moment without a zone is taken as UTC."""
    if moment is None:
        return ""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(BEIJING).strftime(form)


def _grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
