"""Types and grades of units: how many of each, in shares that add up to 100."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from wenheng.language import say
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material
from wenheng.report.names import capital, counted, level_name, listed, subtitle

UNGRADED = ""


def type_shares(data: Material) -> FigureSpec | None:
    """F27: types by level; None where the study declares no types."""
    kinds = _kinds(data)
    if len(kinds) == 1:
        return None
    levels = [(level, _counts(data, level.id, kinds)) for level in data.study.levels]
    held = [(level_name(data, level.id), counts) for level, counts in levels if sum(counts)]
    sums = [sum(column) for column in zip(*(counts for _, counts in held), strict=True)]
    title = listed(
        say("report.type-count", type=part.label, count=count)
        for part, count in zip(kinds, sums, strict=True)
        if count
    )
    rows = tuple(_row(data, name, counts, kinds) for name, counts in held)
    return FigureSpec(
        id="F27",
        kind="share",
        title=title,
        subtitle=subtitle(data, "report.F27-measure", sum(sums)),
        alt=say(
            "report.alt",
            title=title,
            rows=say("report.semicolon").join(
                f"{name} {listed(_told(kinds, counts))}" for name, counts in held
            ),
        ),
        source=say("report.source-grades"),
        columns=(say("report.level"), *(part.label for part in kinds)),
        rows=rows,
        shown=tuple((name, *counted(data, counts)) for name, counts in held),
        legend=tuple(part for part, count in zip(kinds, sums, strict=True) if count),
        options={"axis": say("report.type-axis")},
        note=say("report.type-note"),
    )


def grade_members(data: Material) -> list[tuple[str, str, dict[str, list[str]]]]:
    """T04: type, grade and its units by level, best first, then those without a grade."""
    rows = [(grade.type, grade.id, _members(data, grade.id)) for grade in data.study.grading.grades]
    ungraded = _members(data, None)
    return [*rows, (UNGRADED, UNGRADED, ungraded)] if any(ungraded.values()) else rows


def _members(data: Material, grade: str | None) -> dict[str, list[str]]:
    return {
        level.id: [
            unit.id
            for unit in data.study.units
            if unit.level == level.id and _grade_of(data, unit.id) == grade
        ]
        for level in data.study.levels
    }


def _grade_of(data: Material, unit: str) -> str | None:
    row = data.grades.get(unit)
    return row["grade"] if row else None


def _told(kinds: Sequence[Part], counts: Sequence[int]) -> list[str]:
    return [f"{part.label} {n}" for part, n in zip(kinds, counts, strict=True) if n]


def _kinds(data: Material) -> list[Part]:
    named = [
        Part(type_.id, capital(str(type_.name)), f"type{min(index, 4)}")
        for index, type_ in enumerate(data.study.grading.types, 1)
    ]
    return [*named, Part(UNGRADED, say("report.no-grade"), "unknown", hatch=True)]


def _counts(data: Material, level: str, kinds: Sequence[Part]) -> list[int]:
    met = Counter(
        (row["type"] if (row := data.grades.get(unit.id)) else None) or UNGRADED
        for unit in data.study.units
        if unit.level == level
    )
    return [met[part.key] for part in kinds]


def _row(data: Material, name: str, counts: Sequence[int], kinds: Sequence[Part]) -> dict[str, Any]:
    whole = sum(counts)
    texts = counted(data, counts)
    parts = {
        part.key: {"value": count / whole, "text": text, "short": str(count)}
        for part, count, text in zip(kinds, counts, texts, strict=True)
    }
    return {"label": name, "note": f"n = {whole}", "parts": parts}
