"""How units spread over the scale, and where the types begin and end."""

from collections.abc import Iterator
from typing import Any

from wenheng.language import say
from wenheng.report.figures.ranking import Standing, unit_standings
from wenheng.report.figures.said import finding, said, sentence
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material
from wenheng.report.names import (
    bracketed,
    level_name,
    listed,
    sentences,
    some,
    status_name,
    subtitle,
    type_name,
)
from wenheng.report.numbers import number


def unit_spread(data: Material) -> FigureSpec | None:
    """F14: the totals of units as a strip for each level; None where there is no score."""
    levels = [(level.id, unit_standings(data, level)) for level in data.study.levels]
    held = [(level, standings) for level, standings in levels if any(map(_scored, standings))]
    if not held:
        return None
    drawn = [(place, one) for place, (_, all_) in enumerate(held) for one in all_ if _scored(one)]
    title = sentences(*_strong(data, held)) or _neutral(data, held)
    extremes = {one.id for _, all_ in held for one in _ends([x for x in all_ if _scored(x)])}
    return FigureSpec(
        id="F14",
        kind="strip",
        title=title.rstrip("。"),
        subtitle=subtitle(data, "report.F14-measure", len(drawn)),
        alt=say("report.alt", title=title.rstrip("。"), rows=listed(_ranges(data, held))),
        source=say("report.source-totals"),
        columns=tuple(say("report.F14-columns").split("|")),
        rows=tuple(_row(place, one, one.id in extremes) for place, one in drawn),
        shown=tuple(_shown(data, held[place][0], one) for place, one in drawn),
        legend=(Part("unit", say("report.unit"), "present", "circle"),),
        options={
            "top": data.total_top,
            "axis": say("report.ranking-axis", top=number(data.total_top, 0)),
            "groups": [
                {"label": level_name(data, level), "note": f"n = {sum(map(_scored, all_))}"}
                for level, all_ in held
            ],
            "cuts": _cuts(data),
        },
        note=sentences(
            *dict.fromkeys(_weak(data, held)),
            _cuts_said(data),
            *_counts(data),
            *_missing(data, held),
        ),
    )


Held = list[tuple[str, list[Standing]]]


def _scored(standing: Standing) -> bool:
    """Whether there is a point to draw: no assistant at all is no score of 0."""
    return standing.total["status"] == "scored" and not standing.absent


def _ends(standings: list[Standing]) -> list[Standing]:
    ordered = sorted(standings, key=lambda one: float(one.total["score"]))
    return [ordered[0], ordered[-1]] if len(ordered) > 1 else ordered


def _strong(data: Material, held: Held) -> Iterator[str]:
    stop = say("report.full-stop")
    for level, _ in held:
        title = said(data, "R05", "type", level)
        yield title + stop if title else ""


def _weak(data: Material, held: Held) -> Iterator[str]:
    for level, _ in held:
        row = finding(data, "R05", "type", level)
        yield sentence(row) if row and not said(data, "R05", "type", level) else ""


def _neutral(data: Material, held: Held) -> str:
    return say("report.F14-title", ranges=listed(_ranges(data, held)))


def _ranges(data: Material, held: Held) -> Iterator[str]:
    for level, standings in held:
        ends = _ends([one for one in standings if _scored(one)])
        low, high = (number(one.total["score"], data.digits) for one in (ends[0], ends[-1]))
        span = low if low == high else f"{low}–{high}"
        yield say("report.F14-range", level=level_name(data, level), span=span)


def _cuts(data: Material) -> list[dict[str, Any]]:
    """Where each type begins, from the lowest; left out is one that ends where it begins."""
    lowest: dict[str, float] = {}
    for grade in data.study.grading.grades:
        lowest[grade.type] = grade.from_percent
    cuts = {
        number(percent * data.total_top / 100, data.digits): {
            "value": percent * data.total_top / 100,
            "label": type_name(data, type_),
        }
        for type_, percent in sorted(lowest.items(), key=lambda pair: pair[1])
        if type_
    }
    return list(cuts.values())


def _cuts_said(data: Material) -> str:
    """Where types begin, in words: not every part of the scale has room for its name."""
    cuts = listed(
        say("report.F14-cut", type=cut["label"], score=number(cut["value"], data.digits))
        for cut in _cuts(data)
        if float(number(cut["value"], data.digits))
    )
    return say("report.F14-cuts", cuts=cuts) if cuts else ""


def _counts(data: Material) -> Iterator[str]:
    rows = list(data.optional("types"))
    for level in data.study.levels:
        own = [row for row in rows if row["level"] == level.id]
        if own:
            types = listed(
                say("report.type-count", type=type_name(data, row["type"]), count=row["n"])
                for row in own
            )
            yield say("report.F14-types", level=level_name(data, level.id), types=types)


def _missing(data: Material, held: Held) -> Iterator[str]:
    """Who has no point, by level: named, with the reason."""
    for level, standings in held:
        gone = [one for one in standings if not _scored(one)]
        if gone:
            names = some(
                [
                    bracketed(one.name, one.absent or status_name(one.total["status"]))
                    for one in gone
                ]
            )
            yield say("report.F14-missing", level=level_name(data, level), n=len(gone), names=names)


def _row(place: int, standing: Standing, named: bool) -> dict[str, Any]:
    return {
        "label": standing.name,
        "link": standing.link,
        "group": place,
        "part": "unit",
        "value": standing.total["score"],
        "named": named,
    }


def _shown(data: Material, level: str, standing: Standing) -> tuple[str, ...]:
    grade = data.grades.get(standing.id)
    kind = type_name(data, grade["type"] if grade else None)
    score = number(standing.total["score"], data.digits)
    return (standing.name, level_name(data, level), score, kind)
