"""Which kind each unit is: the two core indicators against each other."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from wenheng.language import say
from wenheng.report.figures.scales import signed, step_of
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material
from wenheng.report.names import level_name, listed, subtitle, unit_name
from wenheng.report.numbers import number
from wenheng.report.plain import anchor

LOOKS = (("present", "circle"), ("mobile", "diamond"), ("other", "circle"), ("need", "diamond"))
TOLD = 6
"""Units that the alternative text names."""

RIDGE = 1e-6
"""Added to both variances: points on one line have distances, too."""


def unit_profiles(data: Material) -> FigureSpec | None:
    """F20: every unit by two core indicators; None where there are not two, or no scores."""
    cores = [core for core in data.study.indicators if core not in data.parts]
    if len(cores) != 2:
        return None
    first, second = (
        {row["unit"]: row["score"] for row in data.optional("unit_means", node=core.id)}
        for core in cores
    )
    units = [unit for unit in data.units if unit in first and unit in second]
    if not units:
        return None
    at = [(first[unit], second[unit]) for unit in units]
    names = {"x": str(cores[0].name), "y": str(cores[1].name)}
    above = sum(y > x for x, y in at)
    title = say("report.F20-title", n=len(units), k=above, **names)
    middle = [median(values) for values in zip(*at, strict=True)]
    rows = tuple(_rows(data, units, at, middle))
    named = sorted(rows, key=lambda row: row["tag"])[:TOLD]
    told = (f"{r['label']} {' / '.join(_printed(data, r['x'], r['y'])[:2])}" for r in named)
    return FigureSpec(
        id="F20",
        kind="quadrant",
        title=title,
        subtitle=subtitle(data, "report.F20-measure", len(units)),
        alt=say("report.alt", title=title, rows=say("report.F20-alt", names=listed(told))),
        source=say("report.source-unit-means"),
        columns=(say("report.unit"), say("report.level"), *names.values(), say("report.F20-gap")),
        rows=rows,
        shown=tuple(
            (row["label"], level_name(data, row["group"]), *_printed(data, row["x"], row["y"]))
            for row in rows
        ),
        legend=_legend(data, {row["group"] for row in rows}),
        options={
            **{axis: {"top": data.top, "step": step_of(data.top), "axis": name}
               for axis, name in names.items()},
            "diagonal": True,
            "lines": [
                {"of": of, "at": value,
                 "label": say("report.median", value=number(value, data.digits))}
                for of, value in zip("xy", middle, strict=True)
            ],
        },
        note=say("report.F20-note", **names),
    )  # fmt: skip


def _rows(
    data: Material, units: Sequence[str], at: Sequence[tuple[float, float]], middle: Sequence[float]
) -> list[dict[str, Any]]:
    far = _apart(at, middle)
    order = sorted(range(len(units)), key=lambda i: (-far[i], i))
    tags = {i: place for place, i in enumerate(order, 1)}
    return [
        {
            "label": unit_name(data, unit),
            "link": anchor("u", unit),
            "x": at[i][0],
            "y": at[i][1],
            "group": data.units[unit].level,
            "tag": tags[i],
        }
        for i, unit in enumerate(units)
    ]


def _apart(at: Sequence[tuple[float, float]], middle: Sequence[float]) -> list[float]:
    """How far each point lies from the middle, in the spread of all (Mahalanobis); to name by."""
    moved = [(x - middle[0], y - middle[1]) for x, y in at]
    xx, yy, xy = (sum(p[i] * p[j] for p in moved) / len(moved) for i, j in ((0, 0), (1, 1), (0, 1)))
    xx, yy = xx + RIDGE, yy + RIDGE
    return [(yy * x * x - 2 * xy * x * y + xx * y * y) / (xx * yy - xy * xy) for x, y in moved]


def _printed(data: Material, x: float, y: float) -> tuple[str, str, str]:
    return number(x, data.digits), number(y, data.digits), signed(y - x, data.digits)


def _legend(data: Material, held: set[str]) -> tuple[Part, ...]:
    levels = [level.id for level in data.study.levels]
    return tuple(
        Part(id_, level_name(data, id_), *LOOKS[i % len(LOOKS)])  # type: ignore[arg-type]
        for i, id_ in enumerate(levels)
        if id_ in held
    )
