"""Bright spots: who stands out in regions behind."""

from typing import Any

from wenheng.language import say
from wenheng.report.figures.said import PRINTABLE, found, sentence
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material, Row
from wenheng.report.names import (
    bracketed,
    level_name,
    listed,
    region_name,
    sentences,
    subtitle,
    unit_name,
)
from wenheng.report.numbers import number, percent
from wenheng.report.plain import anchor


def bright_spots(data: Material) -> FigureSpec | None:
    """F18: units of regions behind whose score stands above that of most ahead; None if nobody."""
    rows = [row for row in found(data, "R07", "bright") if row["about"] in data.units]
    rows = [row for row in rows if _total(data, row["about"])["score"] is not None]
    if not rows:
        return None
    rows.sort(key=lambda row: -_total(data, row["about"])["score"])
    named = [row for row in rows if row["strength"] in PRINTABLE]
    title = say("report.F18-title", n=len(rows), k=len(named))
    if len(named) == 1:
        title = sentence(named[0]).rstrip("。.")
    shown = tuple(_bright_shown(data, row) for row in rows)
    return FigureSpec(
        id="F18",
        kind="ranking",
        title=title,
        subtitle=subtitle(data, "report.F18-measure", len(rows), "report.bars-scenarios"),
        alt=say("report.alt", title=title, rows=listed(f"{row[0]} {row[3]}" for row in shown)),
        source=say("report.source-standings"),
        columns=tuple(say("report.F18-columns").split("|")),
        rows=tuple(_bright(data, row) for row in rows),
        shown=shown,
        legend=(
            Part("score", say("report.mark-score"), "present", "circle"),
            Part("range", say("report.mark-range"), "range", "band"),
            Part("sure", say("report.mark-sure"), "ink", "whisker"),
        ),
        options={
            "top": data.total_top,
            "axis": say("report.ranking-axis", top=number(data.total_top, 0)),
            "token": "present",
            "shape": "circle",
        },
        note=say("report.F18-note"),
    )


def _total(data: Material, unit: str) -> Row:
    return data.totals["unit", unit, data.policy]


def _bright(data: Material, row: Row) -> dict[str, Any]:
    unit = row["about"]
    standing = _standing(data, unit)
    total, named = _total(data, unit), row["strength"] in PRINTABLE
    score = total["score"]
    return {
        "label": bracketed(unit_name(data, unit), region_name(data, data.units[unit].region)),
        "link": anchor("u", unit),
        "value": score,
        "low": total["low"],
        "high": total["high"],
        "sure": _interval(standing),
        "note": sentences(number(score, data.digits), say("report.F18-named") if named else ""),
        "remark": "",
        "quiet": not named,
    }


def _bright_shown(data: Material, row: Row) -> tuple[str, ...]:
    unit, standing = row["about"], _standing(data, row["about"])
    low, high = (
        number(standing[end] if standing else None, data.digits) for end in ("low", "high")
    )
    return (
        unit_name(data, unit),
        level_name(data, data.units[unit].level),
        region_name(data, data.units[unit].region),
        number(_total(data, unit)["score"], data.digits),
        f"{low}–{high}",
        percent(standing["p_leaders"] if standing else None),
        say("report.F18-named" if row["strength"] in PRINTABLE else "report.F18-unnamed"),
    )


def _standing(data: Material, unit: str) -> Row | None:
    return data.standings.get(("unit", unit, data.units[unit].level))


def _interval(standing: Row | None) -> list[float] | None:
    if standing is None or standing["low"] is None:
        return None
    return [standing["low"], standing["high"]]
