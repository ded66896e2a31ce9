"""How firm grades and ranks are: under other scenarios, and under other weights."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from wenheng.language import say
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material, Row
from wenheng.report.names import level_name, sentences, some, subtitle, type_name, unit_name
from wenheng.report.numbers import percent
from wenheng.report.plain import anchor
from wenheng.study.roster import Level

FIRM = 0.8
"""Share of resamples from which on a grade counts as firm."""

MOST = 100
"""Units that a figure draws: of more, those whose grade is least firm, whose rank moves most."""

Chances = dict[str, dict[str, float]]


def grade_chances(data: Material) -> list[FigureSpec]:
    """F28: a figure for each level with graded units: how often each grade comes out."""
    of: Chances = {}
    for row in data.optional("chances"):
        of.setdefault(row["unit"], {})[row["grade"]] = row["probability"]
    graded = {unit: str(row["grade"]) for unit, row in data.grades.items() if row["grade"]}
    figures = []
    for level in data.study.levels:
        units = [u.id for u in data.study.units if u.level == level.id and u.id in of]
        units = [unit for unit in units if unit in graded]
        if units:
            figures.append(_chances(data, level, units, {u: (graded[u], of[u]) for u in units}))
    return figures


def weight_ranges(data: Material) -> list[FigureSpec]:
    """F29: a figure for each level: the ranks that units have under other weights."""
    figures = []
    for level in data.study.levels:
        rows = data.optional("weight_ranks", level=level.id)
        if len(rows) > 1:
            figures.append(_ranges(data, level, rows))
    return figures


def _chances(
    data: Material, level: Level, units: list[str], of: dict[str, tuple[str, dict[str, float]]]
) -> FigureSpec:
    grades = [grade.id for grade in data.study.grading.grades]
    sure = {unit: chances.get(grade, 0.0) for unit, (grade, chances) in of.items()}
    firm = sum(value >= FIRM for value in sure.values())
    words = {"group": level_name(data, level.id), "share": percent(FIRM)}
    title = say("report.F28-title", n=len(units), k=firm, **words)
    n, units = len(units), sorted(units, key=lambda unit: sure[unit])[:MOST]
    units = sorted(units, key=lambda unit: (grades.index(of[unit][0]), -sure[unit]))
    held = [g for g in grades if any(of[unit][1].get(g) for unit in units)]
    return FigureSpec(
        id=f"F28-{level.id}",
        kind="share",
        title=title,
        subtitle=subtitle(data, "report.F28-measure", n),
        alt=say(
            "report.alt",
            title=title,
            rows=some(
                [
                    f"{unit_name(data, unit)} {of[unit][0]} {percent(sure[unit], 1)}"
                    for unit in units
                ]
            ),
        ),
        source=say("report.source-chances"),
        columns=(say("report.unit"), say("report.F28-grade"), *held),
        rows=tuple(_parts(data, unit, of[unit], held) for unit in units),
        shown=tuple(
            (
                unit_name(data, unit),
                of[unit][0],
                *(percent(of[unit][1].get(g, 0.0), 1) for g in held),
            )
            for unit in units
        ),
        legend=_grades(data, held),
        options={"axis": say("report.F28-axis"), "bar": 16},
        note=sentences(_cut("F28", n), say("report.F28-note")),
    )


def _parts(
    data: Material, unit: str, found: tuple[str, dict[str, float]], held: Sequence[str]
) -> dict[str, Any]:
    grade, chances = found
    shown = {g: percent(chances.get(g, 0.0), 1) for g in held}
    return {
        "label": unit_name(data, unit),
        "link": anchor("u", unit),
        "note": f"{grade} {shown.get(grade, percent(0.0, 1))}",
        "parts": {
            g: {"value": chances.get(g, 0.0), "text": f"{g} {shown[g]}", "short": g} for g in held
        },
    }


def _grades(data: Material, held: Sequence[str]) -> tuple[Part, ...]:
    types = [type_.id for type_ in data.study.grading.types]
    of = {grade.id: grade.type for grade in data.study.grading.grades}
    place = {g: types.index(of[g]) + 1 if of[g] in types else 4 for g in held}
    return tuple(
        Part(g, f"{g} {type_name(data, of[g])}" if _first(g, held, of) else g,
             f"type{min(place[g], 4)}")
        for g in held
    )  # fmt: skip


def _first(grade: str, held: Sequence[str], of: dict[str, str]) -> bool:
    return next(g for g in held if of[g] == of[grade]) == grade


def _ranges(data: Material, level: Level, rows: Sequence[Row]) -> FigureSpec:
    same = sum(row["best"] == row["worst"] for row in rows)
    most = max(row["worst"] - row["best"] for row in rows)
    group = level_name(data, level.id)
    key = "report.F29-title" if most else "report.F29-title-same"
    title = say(key, group=group, n=len(rows), k=same, most=most)
    last, n = max(row["of"] for row in rows), len(rows)
    moved = sorted(rows, key=lambda row: row["best"] - row["worst"])[:MOST]
    rows = sorted(moved, key=lambda row: (row["rank"], row["unit"]))
    step = ceil(last / 4)
    return FigureSpec(
        id=f"F29-{level.id}",
        kind="forest",
        title=title,
        subtitle=subtitle(data, "report.F29-measure", n, "report.F29-interval"),
        alt=say(
            "report.alt",
            title=title,
            rows=some(
                [f"{unit_name(data, row['unit'])} {row['best']}–{row['worst']}" for row in rows]
            ),
        ),
        source=say("report.source-weight-ranks"),
        columns=tuple(say("report.F29-columns").split("|")),
        rows=tuple(_range(data, row) for row in rows),
        shown=tuple(
            (
                unit_name(data, row["unit"]),
                str(row["rank"]),
                f"{row['low']}–{row['high']}",
                f"{row['best']}–{row['worst']}",
            )
            for row in rows
        ),
        legend=(
            Part("rank", say("report.F29-rank"), "present", "circle"),
            Part("all", say("report.F29-all"), "range", "band"),
        ),
        options={
            "min": 0,
            "max": step * ceil(last / step),
            "step": step,
            "coarse": step,
            "axis": say("report.F29-axis"),
            "hideZero": True,
        },
        note=sentences(_cut("F29", n), say("report.F29-note")),
    )


def _cut(id_: str, n: int) -> str:
    return say(f"report.{id_}-cut", most=MOST, n=n) if n > MOST else ""


def _range(data: Material, row: Row) -> dict[str, Any]:
    ends = {"low": row["low"], "high": row["high"], "least": row["best"], "most": row["worst"]}
    return {
        "label": unit_name(data, row["unit"]),
        "link": anchor("u", row["unit"]),
        "note": f"{row['rank']} ({row['best']}–{row['worst']})",
        "marks": {"rank": {"value": row["rank"], "text": str(row["rank"]), **ends}},
    }
