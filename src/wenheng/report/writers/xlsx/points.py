"""Kinds whose rows are points: native scatter charts, with intervals where there are any."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from wenheng.language import say
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.palette import colours
from wenheng.report.writers.xlsx.drawn import MARKS, Drawn, Place, axis, between, literal

ROW, GROUP, AROUND, SQUARE, TALLEST = 30, 80, 130, 560, 6000
"""Heights in pixels: of a row, of a group of points, of what is around them; of points on two
scales; the greatest."""

APART = 0.22
"""Between the marks of one group, as a share of the distance of groups."""

NAMED = 40
"""Points up to which each has its name beside it."""


class Point(NamedTuple):
    """A mark: of which part, what is said beside it, where it is, and its interval across."""

    part: str
    label: str
    x: float | None
    y: float | None
    low: float | None = None
    high: float | None = None


def tall(spec: FigureSpec) -> int:
    """Height of the chart in pixels."""
    if spec.kind in ("quadrant", "ranks"):
        return SQUARE
    groups = spec.options.get("groups")
    inner = ROW * len(spec.rows) if groups is None else GROUP * len(groups)
    return min(AROUND + inner, TALLEST)


def drawn_points(spec: FigureSpec) -> Drawn:
    """The points, those of one part together."""
    heads = ("label", "across", "up", "below", "above")
    rows = tuple(
        (point.label, point.x, point.y, between(point.low, point.x), between(point.x, point.high))
        for part in _parts(spec)
        for point in _of(spec, part)
    )
    return Drawn(tuple(say(f"workbook.drawn-{head}") for head in heads), rows)


def point_chart(book: Any, _page: Any, spec: FigureSpec, place: Place) -> Any:
    """A scatter chart of the points that `drawn_points` wrote at `place`."""
    chart = book.add_chart({"type": "scatter"})
    row = place.row
    for part in _parts(spec):
        points = _of(spec, part)
        if points:
            chart.add_series(_series(part, points, Place(place.sheet, row, len(points))))
        row += len(points)
    for name, scale in _axes(spec).items():
        (chart.set_x_axis if name == "x" else chart.set_y_axis)(scale)
    shown = len(_parts(spec)) > 1
    chart.set_legend({"position": "bottom"} if shown else {"none": True})
    return chart


def _series(part: Part, points: list[Point], place: Place) -> dict[str, Any]:
    colour = {"color": colours()[part.token]}
    named = len(points) <= NAMED
    words = [{"value": literal(p.label)} if p.label and named else {"delete": True} for p in points]
    bars = {"type": "custom", "minus_values": place.formula(3), "plus_values": place.formula(4)}
    look = {"line": {"color": colours()[part.token], "width": 1.25}}
    ranged = any(point.low is not None and point.low != point.high for point in points)
    return {
        "name": literal(part.label),
        "categories": place.values(1),
        "values": place.values(2),
        "marker": {"type": MARKS.get(part.shape, "circle"), "size": 8, "fill": colour},
        "data_labels": {"value": True, "custom": words, "position": "above", "font": {"size": 8}},
        **({"x_error_bars": {**bars, **look}} if ranged else {}),
    }


def _axes(spec: FigureSpec) -> dict[str, dict[str, Any]]:
    options = spec.options
    if spec.kind == "quadrant":
        return {name: _scale(options[name]) for name in ("x", "y")}
    if spec.kind == "ranks":
        ends = {"min": 0, "max": options["top"] + 1, "reverse": True}
        return {name: {**axis(str(options[name])), **ends} for name in ("x", "y")}
    hidden = {"visible": False, "major_gridlines": {"visible": False}}
    ends = {"min": options.get("min", 0), "max": options.get("max", options.get("top"))}
    form = {"num_format": "0%"} if options.get("percent") else {}
    heights = {"min": 0, "max": 1 + len(options.get("groups", spec.rows))}
    across = {**axis(options.get("axis", "")), **ends, **form, "crossing": ends["min"]}
    return {"x": across, "y": {**hidden, **heights}}


def _scale(side: Mapping[str, Any]) -> dict[str, Any]:
    form = {"num_format": "0%"} if side.get("percent") else {}
    return {**axis(side["axis"]), "min": 0, "max": side["top"], **form}


def _parts(spec: FigureSpec) -> tuple[Part, ...]:
    """The parts that have points; a figure without a legend has one."""
    held = {point.part for point in _points(spec)}
    known = tuple(part for part in spec.legend if part.key in held)
    return known or (Part("", spec.columns[0], "present", "circle"),)


def _of(spec: FigureSpec, part: Part) -> list[Point]:
    return [point for point in _points(spec) if point.part in (part.key, "")]


def _points(spec: FigureSpec) -> list[Point]:
    return list(POINTS[spec.kind](spec))


def _forest(spec: FigureSpec) -> Iterator[Point]:
    for index, row in enumerate(spec.rows):
        for key, mark in row["marks"].items():
            said = f"{row['label']}  {row.get('note', '')}".rstrip()
            up = float(len(spec.rows) - index)
            yield Point(key, said, mark["value"], up, mark.get("low"), mark.get("high"))


def _grouped(spec: FigureSpec) -> Iterator[Point]:
    """Marks in groups, one below the other; of one group those of each part a little apart."""
    groups = spec.options["groups"]
    places = {part.key: index for index, part in enumerate(spec.legend)}
    for row in spec.rows:
        up = len(groups) - row["group"] - APART * places.get(row["part"], 0)
        said = f"{row['label']}  {row.get('text', '')}".rstrip()
        label = said if row.get("named", True) else ""
        yield Point(row["part"], label, row["value"], up, row.get("low"), row.get("high"))


def _two_scales(spec: FigureSpec) -> Iterator[Point]:
    for row in spec.rows:
        yield Point(row.get("group", ""), row.get("short") or row["label"], row["x"], row["y"])


POINTS: dict[str, Callable[[FigureSpec], Iterator[Point]]] = {
    "forest": _forest,
    "intervals": _grouped,
    "strip": _grouped,
    "quadrant": _two_scales,
    "ranks": _two_scales,
}
"""The points of each kind."""
