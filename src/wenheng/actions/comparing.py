"""Two waves side by side: how far they can be compared, and what changed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from wenheng.actions.evaluate import as_of, evaluated
from wenheng.actions.opened import Opened, opened_run
from wenheng.actions.tabling import write_tables
from wenheng.analysis.waves import compare_waves
from wenheng.errors import NotScorable, StudyError
from wenheng.language import say
from wenheng.scoring.ranks import EVERYBODY
from wenheng.scoring.scores import policies
from wenheng.study.model import Study
from wenheng.tables import WHOLE_PLATFORM

CELL = ["platform", "scenario", "indicator"]
LEVEL, DRAWS, SEED = 0.95, 10_000, 0
SIGNIFICANT = 0.05
"""False discovery rate up to which a change is called one."""


@dataclass(frozen=True)
class Wave:
    """One wave: its directory and run, its study, and all tables that follow from its ledger."""

    name: str
    study: Study
    tables: Mapping[str, pl.DataFrame]
    as_of: datetime | None = None
    """The moment of its last record."""


@dataclass(frozen=True)
class Compared:
    """What two waves show together.

    `changes` has a row per unit of either wave: the columns of `compare_waves`, and of each wave
    the published percentage and rank, on its own basket. `left_out` says what is in no basket:
    `what`, `id`, `reason` (a word of `wenheng.words.compare`) and how many cells that concerns.
    `basket` are the cells of the earlier wave that mean the same in both.
    """

    waves: tuple[Wave, Wave]
    changes: pl.DataFrame
    left_out: pl.DataFrame
    basket: pl.DataFrame

    @property
    def before(self) -> str:
        """Name of the earlier wave."""
        return self.waves[0].name

    @property
    def after(self) -> str:
        """Name of the later wave."""
        return self.waves[1].name

    def as_dict(self) -> dict[str, pl.DataFrame]:
        """The tables by name."""
        return {"changes": self.changes, "left-out": self.left_out}


def compare(before: str, after: str, to: Path | None = None) -> Compared:
    """Compare two waves: directories of studies, each by its last run, or `DIR@RUN`.

    Like for like: only cells of platforms, scenarios and indicators that mean the same in both
    waves and are known in both, paired. An absent assistant counts as `scoring.absent_policy` of
    the later wave has it. Nothing of either wave is changed.

    Args:
        before: the earlier wave.
        after: the later wave.
        to: a folder for the tables as CSV, Parquet and XLSX; none is written where it is None.

    Raises:
        StudyError: there is no such run, or the two were collected by different protocols or
            rated on different scales: their difference would not be the platforms' alone.
        NotScorable: the waves have no cell in common.
    """
    with _opened(before) as first, _opened(after) as second:
        _refuse_other_instrument(first, second)
        waves = (_wave(before, first), _wave(after, second))
    found = compared(*waves)
    if to is not None:
        write_tables(to, found.as_dict(), workbook=True)
    return found


def compared(before: Wave, after: Wave) -> Compared:
    """What two waves of one protocol and one scale show together.

    Raises:
        NotScorable: they have no cell in common.
    """
    waves = (before, after)
    cells, left_out = _baskets(*waves)
    if not set(cells[0].drop_nulls().select(CELL).rows()) & set(
        cells[1].drop_nulls().select(CELL).rows()
    ):
        raise NotScorable(say("compare.nothing-in-common"), where=f"{before.name} · {after.name}")
    paired = [_by_unit(frame, wave.study) for frame, wave in zip(cells, waves, strict=True)]
    changes = compare_waves(paired[0], paired[1], LEVEL, DRAWS, SEED)
    for wave, name in zip(waves, ("before", "after"), strict=True):
        changes = changes.join(_published(wave, name), on="unit", how="left", maintain_order="left")
    return Compared(waves, changes, left_out, cells[0].select(CELL))


@contextmanager
def _opened(wave: str) -> Iterator[Opened]:
    folder, _, run = wave.partition("@")
    with opened_run(Path(folder), run) as opened:
        yield opened


def _refuse_other_instrument(before: Opened, after: Opened) -> None:
    protocols = [opened.run.instrument.protocol for opened in (before, after)]
    if protocols[0] != protocols[1]:
        told = say("compare.other-protocol", before=protocols[0], after=protocols[1])
        raise StudyError(told, hint=say("compare.other-protocol-hint"))
    tops = [opened.study.scale.top for opened in (before, after)]
    if tops[0] != tops[1]:
        raise StudyError(say("compare.other-scale", before=tops[0], after=tops[1]))


def _wave(name: str, opened: Opened) -> Wave:
    key = f"{name.partition('@')[0]}@{opened.run.key}"
    tables = evaluated(opened)
    return Wave(key, opened.study, tables, as_of(opened, tables))


def _baskets(before: Wave, after: Wave) -> tuple[list[pl.DataFrame], pl.DataFrame]:
    """The cells of each wave that mean the same in both, and what was left out and why."""
    reasons = [
        *_reasons("platform", _platforms(before.study), _platforms(after.study)),
        *_reasons("scenario", _scenarios(before.study), _scenarios(after.study)),
        *_reasons("indicator", _indicators(before.study), _indicators(after.study)),
    ]
    zero = policies(after.study)[0] == "zero"
    frames, whole = [], []
    for wave in (before, after):
        absent = (pl.col("status") == "no_assistant") & pl.lit(zero)
        cells = (
            wave.tables["cells"]
            .with_columns(
                score=pl.when(absent).then(0.0).otherwise("score"),
                status=pl.col("status").cast(str),
            )
            .select(*CELL, "score", "status")
        )
        whole.append(cells)
        for what, id_, _ in reasons:
            cells = cells.filter(pl.col(what) != id_)
        frames.append(cells)
    counted = [
        {"what": what, "id": id_, "reason": reason, "cells": _touched(whole, what, id_)}
        for what, id_, reason in reasons
    ]
    schema = pl.Schema(
        {
            "what": pl.String,
            "id": pl.String,
            "reason": pl.String,
            "cells": pl.UInt32,
        }
    )
    left_out = pl.concat([pl.DataFrame(counted, schema), _unpaired(*frames).cast(schema)])
    return [frame.select(*CELL, "score") for frame in frames], left_out


def _reasons(
    what: str, before: dict[str, object], after: dict[str, object]
) -> Iterator[tuple[str, str, str]]:
    for id_ in dict.fromkeys([*before, *after]):
        if id_ not in after:
            yield what, id_, "only-before"
        elif id_ not in before:
            yield what, id_, "only-after"
        elif before[id_] != after[id_]:
            yield what, id_, "changed"


def _touched(cells: list[pl.DataFrame], what: str, id_: str) -> int:
    both = pl.concat(frame.filter(pl.col(what) == id_).select(CELL) for frame in cells)
    return both.unique().height


def _unpaired(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Cells that only one of the waves knows, counted by platform and what the other says."""
    both = before.join(after, on=CELL, how="full", coalesce=True, suffix="_after")
    told = pl.col("status_after").fill_null("not_planned")
    said = pl.col("status").fill_null("not_planned")
    known, known_after = pl.col("score").is_not_null(), pl.col("score_after").is_not_null()
    reason = (
        pl.when(known & ~known_after)
        .then(pl.concat_str(pl.lit("after-"), told))
        .when(~known & known_after)
        .then(pl.concat_str(pl.lit("before-"), said))
    )
    unpaired = both.select("platform", reason=reason).drop_nulls()
    counted = unpaired.group_by("platform", "reason").agg(cells=pl.len()).sort("platform", "reason")
    return counted.select(
        pl.lit("cells").alias("what"), id="platform", reason="reason", cells="cells"
    )


def _by_unit(cells: pl.DataFrame, study: Study) -> pl.DataFrame:
    """The cells of a unit are those of all its channels; a scenario is drawn for all of them."""
    of = {platform.id: (platform.unit, platform.channel) for platform in study.platforms}
    units = [of[name][0] for name in cells["platform"]]
    channels = pl.Series([of[name][1] for name in cells["platform"]], dtype=pl.String)
    return cells.select(
        pl.Series("unit", units, pl.String),
        "scenario",
        indicator=pl.concat_str(channels, pl.lit("/"), pl.col("indicator")),
        score="score",
    )


def _published(wave: Wave, name: str) -> pl.DataFrame:
    policy = policies(wave.study)[0]
    units = (pl.col("kind") == "unit") & (pl.col("policy") == policy)
    percent = wave.tables["totals"].filter(units).select(unit="id", percent="percent")
    ranked = wave.tables["ranks"].filter(units & (pl.col("group") == EVERYBODY))
    table = percent.join(ranked.select(unit="id", rank="rank"), on="unit", how="left")
    return table.rename({column: f"{column}_{name}" for column in ("percent", "rank")})


def _platforms(study: Study) -> dict[str, object]:
    return {p.id: (p.unit, p.channel) for p in study.platforms}


def _scenarios(study: Study) -> dict[str, object]:
    """What is asked and what a full answer holds."""
    asked = {s.id: s.model_dump(include={"utterances", "facts"}) for s in study.scenarios}
    return {**asked, WHOLE_PLATFORM: None}


def _indicators(study: Study) -> dict[str, object]:
    """What a level means, and which turns it rests on."""
    return {leaf.id: (leaf.anchors, leaf.per, leaf.turns, leaf.rule) for leaf in study.rated}
