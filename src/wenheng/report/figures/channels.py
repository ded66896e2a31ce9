"""Two channels side by side: which has an assistant, which scores higher, who leads on both."""

from typing import Any

from wenheng.language import say
from wenheng.report.figures.looks import channel_marks
from wenheng.report.figures.said import headed
from wenheng.report.figures.spec import FigureSpec
from wenheng.report.material import Material, Row
from wenheng.report.names import (
    capital,
    level_name,
    listed,
    sentences,
    some,
    subtitle,
    unit_name,
)
from wenheng.report.numbers import NOTHING, number, share
from wenheng.report.plain import anchor
from wenheng.study.roster import Level

MOST = 100
"""Units that a figure draws as pairs: of more, those that differ most."""
CELLS = (
    ("both", "present"),
    ("first_only", "barely"),
    ("second_only", "barely"),
    ("neither", "absent"),
)


def channel_matrix(data: Material) -> FigureSpec | None:
    """F07: units by which of two channels has an assistant; None without two channels."""
    rows = [data.pairs[key] for key in (*_levels(data), "all") if key in data.pairs]
    if not rows:
        return None
    rows = rows if len(rows) > 2 else rows[:1]
    title, note = headed(data, "R04", "coverage", _matrix_title(data, rows[-1]))
    names = _channels(data)
    return FigureSpec(
        id="F07",
        kind="matrix",
        title=title,
        subtitle=subtitle(data, "report.F07-measure", rows[-1]["n"]),
        alt=say("report.alt", title=title, rows=listed(_panel_text(data, row) for row in rows)),
        source=say("report.source-pairs"),
        columns=tuple(say("report.pairs-columns", **names).split("|")),
        rows=tuple(_panel(data, row) for row in rows),
        shown=tuple(
            (_group(data, row), *(str(row[key]) for key in ("n", *dict(CELLS), "unknown")))
            for row in rows
        ),
        note=note,
    )


def channel_scores(data: Material) -> list[FigureSpec]:
    """F13: a figure for each level: units with a score on both channels, the highest first."""
    if len(data.study.channels) != 2:
        return []
    drawn = (_dumbbell(data, level) for level in data.study.levels)
    return [figure for figure in drawn if figure]


def _matrix_title(data: Material, row: Row) -> str:
    return say("report.matrix-title", **row, **_channels(data))


def _panel(data: Material, row: Row) -> dict[str, Any]:
    names, unknown = _channels(data), row["unknown"]
    return {
        "label": f"{_group(data, row)}  n = {row['n']}",
        "note": say("report.matrix-unknown", n=unknown) if unknown else "",
        "cells": [
            {
                "text": str(row[key]),
                "token": token,
                "label": f"{say(f'report.pair-{key}', **names)} {share(row[key], row['n'], 1)}",
            }
            for key, token in CELLS
        ],
    }  # fmt: skip


def _panel_text(data: Material, row: Row) -> str:
    names = _channels(data)
    cells = listed(f"{say(f'report.pair-{key}', **names)} {row[key]}" for key, _ in CELLS)
    return f"{_group(data, row)} {cells}"


def _dumbbell(data: Material, level: Level) -> FigureSpec | None:
    units = [unit.id for unit in data.study.units if unit.level == level.id]
    scores = {unit: _scores(data, unit) for unit in units}
    both = [unit for unit in units if None not in scores[unit]]
    if len(both) < 2 or level.id not in data.pairs:
        return None
    drawn = _widest([(unit, scores[unit]) for unit in both])
    single = len(_levels(data)) == 1
    names = {**data.pairs[level.id], "level": level_name(data, level.id), **_channels(data)}
    neutral = say("report.F13-title", **names)
    title, note = headed(data, "R04b", "score", neutral) if single else (neutral, "")
    shown = tuple(
        (
            unit_name(data, unit),
            *(number(value, data.digits) for value in scores[unit]),
            _lead(data, scores[unit]),
        )
        for unit in drawn
    )
    return FigureSpec(
        id=f"F13-{level.id}",
        kind="pairs",
        title=title,
        subtitle=subtitle(data, "report.F13-measure", len(both)),
        alt=say("report.alt", title=title, rows=some([f"{r[0]} {r[1]}/{r[2]}" for r in shown])),
        source=say("report.source-totals"),
        columns=(say("report.unit"), *_channel_names(data), say("report.F13-lead")),
        rows=tuple(_pair(data, unit, scores[unit]) for unit in drawn),
        shown=shown,
        legend=channel_marks(data),
        options=_scale(data),
        note=sentences(note, _cut(both), _one_sided(data, units, scores)),
    )  # fmt: skip


def _widest(pairs: list[tuple[str, Any]]) -> list[str]:
    """Units from the highest score; of very many those whose scores differ most."""
    apart = sorted(pairs, key=lambda pair: -abs(pair[1][0] - pair[1][1]))[:MOST]
    return [unit for unit, _ in sorted(apart, key=lambda pair: -max(pair[1]))]


def _cut(both: list[str]) -> str:
    return say("report.F13-cut", most=MOST, n=len(both)) if len(both) > MOST else ""


def _scores(data: Material, unit: str) -> list[float | None]:
    """Totals of the unit on each channel; None where there is none, or no assistant."""
    met = {platform.channel: platform.id for platform in data.of_unit[unit]}
    rows = [
        data.totals.get(("platform", met.get(channel.id, ""), data.policy))
        for channel in data.study.channels
    ]
    return [row["score"] if row and row["status"] == "scored" else None for row in rows]


def _pair(data: Material, unit: str, scores: list[float | None]) -> dict[str, Any]:
    ids = [channel.id for channel in data.study.channels]
    return {
        "label": unit_name(data, unit),
        "link": anchor("u", unit),
        "values": dict(zip(ids, scores, strict=True)),
        "texts": {id_: number(value, data.digits) for id_, value in zip(ids, scores, strict=True)},
    }


def _lead(data: Material, scores: list[float | None]) -> str:
    first, second = scores
    return NOTHING if first is None or second is None else number(first - second, data.digits)


def _one_sided(data: Material, units: list[str], scores: dict[str, list[float | None]]) -> str:
    """Who has a score on one channel alone, or on none: named, never drawn."""
    said = []
    for place, channel in enumerate(data.study.channels):
        alone = [u for u in units if scores[u][place] is not None and None in scores[u]]
        if alone:
            names = some([unit_name(data, unit) for unit in alone])
            said.append(say("report.F13-only", channel=channel.name, n=len(alone), names=names))
    none = [unit for unit in units if all(value is None for value in scores[unit])]
    if none:
        names = some([unit_name(data, unit) for unit in none])
        said.append(say("report.F13-none", n=len(none), names=names))
    return sentences(*said)


def _scale(data: Material) -> dict[str, Any]:
    return {
        "top": data.total_top,
        "axis": say("report.ranking-axis", top=number(data.total_top, 0)),
    }


def _channel_names(data: Material) -> tuple[str, ...]:
    return tuple(capital(str(channel.name)) for channel in data.study.channels)


def _channels(data: Material) -> dict[str, str]:
    first, second = (str(channel.name) for channel in data.study.channels)
    return {"web": first, "mobile": second}


def _levels(data: Material) -> list[str]:
    return [level.id for level in data.study.levels]


def _group(data: Material, row: Row) -> str:
    return say("report.all-units") if row["level"] == "all" else level_name(data, row["level"])
