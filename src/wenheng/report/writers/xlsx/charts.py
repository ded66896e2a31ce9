"""Native charts: each kind of figure as Excel has it, drawn from values on the same sheet."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wenheng.language import say
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.palette import colours
from wenheng.report.writers.xlsx.drawn import MARKS, Drawn, Place, Value, axis, between, literal
from wenheng.report.writers.xlsx.looks import Look, Pen
from wenheng.report.writers.xlsx.points import POINTS, drawn_points, point_chart, tall
from wenheng.workbooks import letters

WIDE, WIDEST, ROW, AROUND, TALLEST = 900, 2400, 24, 110, 6000
"""Of a chart, in pixels: width and greatest width, height of a row and of what is around them, and
the greatest height."""


def height(spec: FigureSpec) -> int:
    """Of the chart of `spec` in pixels; 0 where it has none."""
    if spec.kind not in KINDS or spec.kind in COLOURED or not spec.rows:
        return 0
    if spec.kind in POINTS:
        return tall(spec)
    return 420 if spec.kind in UPRIGHT else min(AROUND + ROW * len(spec.rows), TALLEST)


def labels(spec: FigureSpec) -> list[str]:
    """What stands at the rows of the chart."""
    if spec.kind in POINTS:
        return [str(label) for label, *_ in drawn_points(spec).rows]
    return [_labelled(row) for row in spec.rows]


def draw(book: Any, page: Any, pen: Pen, spec: FigureSpec, rows: tuple[int, int]) -> None:
    """Write the values of `spec`, and the chart that shows them, from these rows on."""
    if spec.kind not in KINDS or not spec.rows:
        return
    row, top = rows
    values, chart_of = KINDS[spec.kind]
    drawn = values(spec)
    pen.text(page, (row, 0), say("workbook.drawn"), Look(bold=True, wrap=False))
    place = Place(page.get_name(), row + 1, len(drawn.rows))
    for column, heading in enumerate(drawn.headings):
        pen.text(page, (place.row, column), heading, Look(head=True, right=column > 0))
    for number, held in enumerate(drawn.rows, place.row + 1):
        for column, value in enumerate(held):
            _value(page, pen, (number, column), value)
    chart = chart_of(book, page, spec, place)
    if chart is not None:
        _set(page, chart, spec, top)


def _value(page: Any, pen: Pen, at: tuple[int, int], value: Value) -> None:
    if isinstance(value, str):
        pen.text(page, at, value, Look())
    elif value is not None:
        pen.number(page, at, value, Look("0.0000", right=True, quiet=True))


def _set(page: Any, chart: Any, spec: FigureSpec, top: int) -> None:
    wide = max(WIDE, 60 * len(spec.rows)) if spec.kind in UPRIGHT else WIDE
    chart.set_size({"width": min(wide, WIDEST), "height": height(spec)})
    chart.set_title({"none": True})
    chart.set_chartarea({"border": {"color": colours()["grid"]}})
    said = {"description": letters(spec.alt), "object_position": 2}
    page.insert_chart(top, 0, chart, said)


def _shares(spec: FigureSpec) -> Drawn:
    rows = tuple(
        (_labelled(row), *(row["parts"][part.key]["value"] for part in spec.legend))
        for row in spec.rows
    )
    return Drawn((say("workbook.drawn-label"), *(part.label for part in spec.legend)), rows)


def _share_chart(book: Any, _page: Any, spec: FigureSpec, place: Place) -> Any:
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for column, part in enumerate(spec.legend, 1):
        parts = [row["parts"][part.key] for row in spec.rows]
        texts = [held.get("short", held["text"]) if held["value"] else "" for held in parts]
        chart.add_series(
            {
                "name": place.heading(column),
                "categories": place.values(0),
                "values": place.values(column),
                "gap": 45,
                "data_labels": _labels(texts, {"color": _ink_on(part.token)}),
                **_filled(part),
            }
        )
    _lying(chart, spec, {"num_format": "0%"})
    chart.set_legend({"position": "bottom"})
    return chart


def _standings(spec: FigureSpec) -> Drawn:
    heads = ("label", "low", "high", "below", "above")
    label, low, high, below, above = (say(f"workbook.drawn-{head}") for head in heads)
    rows = tuple(
        (
            _labelled(row),
            row["value"],
            row["low"],
            row["high"],
            between(row["low"], row["value"]),
            between(row["value"], row["high"]),
        )
        for row in spec.rows
    )
    return Drawn((label, spec.legend[0].label, low, high, below, above), rows)


def _standing_chart(book: Any, _page: Any, spec: FigureSpec, place: Place) -> Any:
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": place.heading(1),
            "categories": place.values(0),
            "values": place.values(1),
            "gap": 60,
            "fill": {"color": colours()[spec.options["token"]]},
            "y_error_bars": {
                "type": "custom",
                "minus_values": place.formula(4),
                "plus_values": place.formula(5),
                "line": {"color": colours()["ink"], "width": 1.25},
            },
        }
    )
    _lying(chart, spec, {"min": 0, "max": spec.options["top"]})
    chart.set_legend({"none": True})
    return chart


def _pairs(spec: FigureSpec) -> Drawn:
    rows = tuple(
        (_labelled(row), *(row["values"][part.key] for part in spec.legend)) for row in spec.rows
    )
    return Drawn((say("workbook.drawn-label"), *(part.label for part in spec.legend)), rows)


def _pair_chart(book: Any, _page: Any, spec: FigureSpec, place: Place) -> Any:
    chart = book.add_chart({"type": "line"})
    for column, part in enumerate(spec.legend, 1):
        colour = {"color": colours()[part.token]}
        texts = [row["texts"][part.key] for row in spec.rows]
        chart.add_series(
            {
                "name": place.heading(column),
                "categories": place.values(0),
                "values": place.values(column),
                "line": {"none": True},
                "marker": {"type": MARKS.get(part.shape, "circle"), "size": 9, "fill": colour},
                "data_labels": {**_labels(texts), "position": "right"},
            }
        )
    chart.set_high_low_lines({"line": {"color": colours()["rule"], "width": 2}})
    top = spec.options["top"]
    chart.set_y_axis({**axis(spec.options.get("axis", "")), "min": 0, "max": top})
    chart.set_x_axis({"num_font": {"size": 9}})
    chart.set_legend({"position": "bottom"})
    return chart


def _heat(spec: FigureSpec) -> Drawn:
    across = spec.options["across"]
    rows = tuple(
        (row["label"], *(row["values"].get(each["key"]) for each in across)) for row in spec.rows
    )
    return Drawn((say("workbook.drawn-label"), *(each["label"] for each in across)), rows)


def _heat_scale(_book: Any, page: Any, spec: FigureSpec, place: Place) -> None:
    """No chart: the values take the colours of a scale."""
    colour = colours()
    last = place.row + place.count, len(spec.options["across"])
    scale = {"type": "2_color_scale", "min_type": "num", "max_type": "num"}
    ends = {"min_value": 0, "max_value": spec.options["top"]}
    shades = {"min_color": colour["heat0"], "max_color": colour["heat4"]}
    page.conditional_format(place.row + 1, 1, *last, {**scale, **ends, **shades})


def _counts(spec: FigureSpec) -> Drawn:
    rows = tuple((_labelled(row), row["value"]) for row in spec.rows)
    return Drawn((say("workbook.drawn-label"), spec.columns[1]), rows)


def _count_chart(book: Any, _page: Any, spec: FigureSpec, place: Place) -> Any:
    chart = book.add_chart({"type": "bar"})
    tokens = [row.get("token") or spec.options["token"] for row in spec.rows]
    chart.add_series(
        {
            "name": place.heading(1),
            "categories": place.values(0),
            "values": place.values(1),
            "gap": 45,
            "points": [{"fill": {"color": colours()[token]}} for token in tokens],
        }
    )
    form = "0%" if spec.options.get("percent") else "0"
    _lying(chart, spec, {"num_format": form, "min": 0})
    chart.set_legend({"none": True})
    return chart


def _lying(chart: Any, spec: FigureSpec, scale: Mapping[str, Any]) -> None:
    """Axes of bars that lie, the first row on top."""
    names = {"reverse": True, "crossing": "max", "num_font": {"size": 9}, "interval_unit": 1}
    chart.set_y_axis({**names, "line": {"color": colours()["rule"]}, "major_gridlines": {}})
    chart.set_x_axis({**axis(spec.options.get("axis", "")), **scale})


def _labels(texts: Sequence[str], font: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The printed words at each point; none where the text is empty."""
    named = [{"value": literal(text)} if text else {"delete": True} for text in texts]
    return {"value": True, "custom": named, "font": {"size": 9, **(font or {})}}


def _filled(part: Part) -> dict[str, Any]:
    colour = colours()
    border = {"border": {"color": colour["paper"], "width": 0.75}}
    if not part.hatch:
        return {"fill": {"color": colour[part.token]}, **border}
    lines = {"fg_color": colour["hatch"], "bg_color": colour[part.token]}
    return {"pattern": {"pattern": "wide_upward_diagonal", **lines}, **border}


def _ink_on(token: str) -> str:
    """Dark words on pale colours, pale words on dark ones."""
    red, green, blue = (int(colours()[token][i : i + 2], 16) for i in (1, 3, 5))
    return colours()["onpale" if 299 * red + 587 * green + 114 * blue > 140_000 else "onfill"]


def _labelled(row: Mapping[str, Any]) -> str:
    """The label with what is printed beside the row, or said where there is nothing to draw."""
    said = row.get("remark") or row.get("note", "")
    return f"{row['label']}  {said}".rstrip()


UPRIGHT = frozenset({"pairs"})
"""Kinds whose rows stand beside each other, not below."""

COLOURED = frozenset({"heat"})
"""Kinds whose values are coloured where they stand."""

Chart = Callable[[Any, Any, FigureSpec, Place], Any]

KINDS: dict[str, tuple[Callable[[FigureSpec], Drawn], Chart]] = {
    "share": (_shares, _share_chart),
    "ranking": (_standings, _standing_chart),
    "pairs": (_pairs, _pair_chart),
    "heat": (_heat, _heat_scale),
    "count": (_counts, _count_chart),
    **dict.fromkeys(POINTS, (drawn_points, point_chart)),
}
"""By kind: the values that are drawn, and how. Other kinds have their printed rows alone."""
