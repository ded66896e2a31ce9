"""Figures as charts that Office can edit: which series, on which axis, with which printed text.

Values are for drawing; every number that stands as text in a chart is text of the figure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from wenheng.language import say
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.plain import plain
from wenheng.report.writers.office.widths import width_of

Look = Literal["solid", "hatch", "open", "none"]
Row = Mapping[str, Any]
Values = tuple[float | None, ...]

BLANK = "\u00a0"
"""Name of a series that only moves another: in the legend it is but a gap."""

NAMED = 8
"""Points of a figure that are named, those that stand most apart."""


@dataclass(frozen=True)
class Series:
    """Values by row, None where there is nothing to draw, with their printed texts.

    `minus` and `plus` are how far a range reaches below and above each value, drawn as a `band` or
    as a thin line; `tokens` are colours of single points, `places` where their texts stand (t, b,
    l, r); `xs` are the places across of points on two scales.
    """

    name: str
    token: str
    values: Values
    texts: tuple[str, ...] = ()
    look: Look = "solid"
    shape: str = "circle"
    minus: Values = ()
    plus: Values = ()
    band: bool = False
    tokens: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    xs: Values = ()


@dataclass(frozen=True)
class Scale:
    """An axis of values; without a title it is not drawn."""

    most: float
    title: str = ""
    least: float = 0
    step: float | None = None
    percent: bool = False
    turned: bool = False


@dataclass(frozen=True)
class Chart:
    """Lying bars, marks that stand above the labels of the rows, or points on two scales."""

    form: Literal["bars", "marks", "points"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    scale: Scale
    across: Scale | None = None
    stacked: bool = False
    legend: bool = True
    joined: bool = False


def chart_of(spec: FigureSpec, room: float) -> Chart | None:
    """The chart of `spec`, `room` points wide; None where its kind has no native form."""
    make = KINDS.get(spec.kind)
    return None if make is None else make(spec, room)


def pieces(spec: FigureSpec, most: int) -> list[slice]:
    """The rows of `spec` in pieces of nearly equal length, none longer than `most`.

    All in one where they are not drawn one after the other.
    """
    whole = len(spec.rows)
    if spec.kind not in BY_ROW or whole <= most:
        return [slice(0, whole)]
    size = -(-whole // -(-whole // most))
    return [slice(at, at + size) for at in range(0, whole, size)]


def _share(spec: FigureSpec, room: float) -> Chart:
    return Chart(
        form="bars",
        labels=tuple(_label(row, row.get("note", "")) for row in spec.rows),
        series=tuple(_part(spec, part, room) for part in spec.legend),
        scale=Scale(1, _axis(spec), step=0.2, percent=True),
        stacked=True,
    )


def _part(spec: FigureSpec, part: Part, room: float) -> Series:
    cells = [row["parts"].get(part.key) or {} for row in spec.rows]
    return Series(
        name=plain(part.label),
        token=part.token,
        values=tuple(cell.get("value") or None for cell in cells),
        texts=tuple(_fitting(cell, room) for cell in cells),
        look="hatch" if part.hatch else "solid",
    )


def _fitting(cell: Row, room: float) -> str:
    """The text of a part where it fits into its bar, else its short form, else nothing."""
    if not cell.get("value"):
        return ""
    texts = (cell["text"], cell.get("short") or cell["text"])
    fits = (plain(text) for text in texts if width_of(text, 10) + 4 <= cell["value"] * room * 0.55)
    return next(fits, "")


def _ranking(spec: FigureSpec, room: float) -> Chart:
    names = {part.key: plain(part.label) for part in spec.legend}
    held = [row["value"] is not None for row in spec.rows]
    known = list(zip(spec.rows, held, strict=True))
    series = _open_ranges(spec, names["open"]) if "open" in names else []
    series.append(
        Series(
            name=names.get("score", ""),
            token=str(spec.options["token"]),
            values=tuple(row["value"] for row in spec.rows),
            minus=tuple(_between(row["low"], row["value"]) if has else None for row, has in known),
            plus=tuple(_between(row["value"], row["high"]) if has else None for row, has in known),
            band=True,
        )
    )
    if "range" in names:  # a key for the legend: the range itself is drawn as error bars
        series.append(Series(names["range"], "range", (None,) * len(held)))
    if "sure" in names:
        series.append(_sure(spec, names["sure"]))
    labels = tuple(_label(row, row.get("note") or row.get("remark") or "") for row in spec.rows)
    scale = Scale(spec.options["top"], _axis(spec))
    return Chart("bars", labels, tuple(series), scale, stacked=True)


def _open_ranges(spec: FigureSpec, name: str) -> list[Series]:
    """What a withheld score could be: an empty bar from the least to the most."""
    withheld = [row["value"] is None and row["low"] is not None for row in spec.rows]
    pairs = list(zip(spec.rows, withheld, strict=True))
    least = tuple(row["low"] if open_ else None for row, open_ in pairs)
    reach = tuple(_between(row["low"], row["high"]) if open_ else None for row, open_ in pairs)
    # the first place: so the legend only begins with a gap
    return [Series(BLANK, "paper", least, look="none"), Series(name, "paper", reach, look="open")]


def _sure(spec: FigureSpec, name: str) -> Series:
    """Intervals of scores: a bar can carry one range, so a bar of no length carries the other."""
    ends = [row.get("sure") if row["value"] is not None else None for row in spec.rows]
    pairs = list(zip(spec.rows, ends, strict=True))
    return Series(
        name=name,
        token="ink",
        values=tuple(0 if sure else None for sure in ends),
        minus=tuple(_between(sure[0], row["value"]) if sure else None for row, sure in pairs),
        plus=tuple(_between(row["value"], sure[1]) if sure else None for row, sure in pairs),
    )


def _count(spec: FigureSpec, room: float) -> Chart:
    usual = str(spec.options.get("token", "other"))
    series = Series(
        name=plain(spec.columns[1]),
        token=usual,
        values=tuple(row["value"] for row in spec.rows),
        texts=tuple(plain(row.get("note", "")) for row in spec.rows),
        tokens=tuple(row.get("token", usual) for row in spec.rows),
    )
    most = 1.2 * max((row["value"] for row in spec.rows), default=1)
    labels = tuple(_label(row) for row in spec.rows)
    return Chart("bars", labels, (series,), Scale(most), legend=False)


def _pairs(spec: FigureSpec, room: float) -> Chart:
    labels = tuple(_label(row, row.get("remark", "")) for row in spec.rows)
    crowded = room < CLOSE * len(spec.rows)
    series = tuple(_marks(spec, part, crowded) for part in spec.legend if part.key != "mean")
    scale = Scale(spec.options["top"], _axis(spec))
    return Chart("marks", labels, series, scale, joined=True)


def _marks(spec: FigureSpec, part: Part, crowded: bool) -> Series:
    texts = tuple(plain(row["texts"].get(part.key, "")) for row in spec.rows)
    near = 0.1 * spec.options["top"]
    values = tuple(row["values"].get(part.key) for row in spec.rows)
    upper = tuple(_is_upper(row["values"], part.key) for row in spec.rows)
    below = tuple("r" if value is not None and value < near else "b" for value in values)
    places = tuple("t" if up else low for up, low in zip(upper, below, strict=True))
    return Series(
        name=plain(part.label),
        token=part.token,
        values=values,
        texts=() if crowded else texts,
        shape=part.shape,
        places=places,
    )


def _is_upper(values: Mapping[str, float | None], key: str) -> bool:
    """Whether the mark stands above the others of its row, the last one where they are equal."""
    mine = values.get(key)
    others = [value for name, value in values.items() if name != key and value is not None]
    if mine is None or not others:
        return True
    return mine > max(others) or (mine == max(others) and key == list(values)[-1])


def _intervals(spec: FigureSpec, room: float) -> Chart:
    groups = spec.options["groups"]
    series = []
    for at, part in enumerate(spec.legend):
        met = {row["group"]: row for row in spec.rows if row["part"] == part.key}
        held = [met.get(index) for index in range(len(groups))]
        series.append(_ranged(part, held, "l" if at == 0 and len(spec.legend) > 1 else "r"))
    scale = Scale(
        spec.options["top"], _axis(spec), percent=bool(spec.options.get("percent", False))
    )
    labels = tuple(_label(group, group.get("note", "")) for group in groups)
    return Chart("marks", labels, tuple(series), scale)


def _forest(spec: FigureSpec, room: float) -> Chart:
    """Values with intervals: bars from 0 where 0 means no difference, else marks."""
    from_zero = bool(spec.options.get("zero", False))
    held = {key for row in spec.rows for key in row["marks"]}
    ranged = (
        _ranged(part, [row["marks"].get(part.key) for row in spec.rows])
        for part in spec.legend
        if part.key in held
    )
    bare = from_zero or room < CLOSE * len(spec.rows)
    series = tuple(replace(each, texts=()) if bare else each for each in ranged)
    options = spec.options
    scale = Scale(options["max"], _axis(spec), options["min"], options.get("step"))
    labels = tuple(_label(row, row.get("note") or row.get("remark") or "") for row in spec.rows)
    return Chart("bars" if from_zero else "marks", labels, series, scale)


def _ranged(part: Part, held: Sequence[Row | None], place: str = "r") -> Series:
    """Marks with the intervals that are known, each text at one side of its mark."""
    rows = [row or {} for row in held]
    known = [row.get("value") for row in rows]
    return Series(
        name=plain(part.label),
        token=part.token,
        values=tuple(known),
        texts=tuple(plain(str(row.get("text", ""))) for row in rows),
        shape=part.shape,
        minus=tuple(_between(row.get("low"), row.get("value")) for row in rows),
        plus=tuple(_between(row.get("value"), row.get("high")) for row in rows),
        places=(place,) * len(rows),
    )


def _quadrant(spec: FigureSpec, room: float) -> Chart:
    turn = 0.7 * spec.options["x"]["top"]
    series = tuple(_points(spec, part, turn) for part in spec.legend if part.shape != "open")
    labels = tuple(_label(row) for row in spec.rows)
    x, y = (spec.options[name] for name in "xy")
    return Chart("points", labels, series, _scale_of(y), _scale_of(x), legend=len(series) > 1)


def _points(spec: FigureSpec, part: Part, turn: float) -> Series:
    """Points of a group, of all without a key; names at the right of those below `turn`, else left.

    The rows of other groups stay empty, so that a row of the workbook is a row of the figure.
    """
    own = [row if row.get("group", "") == part.key else None for row in spec.rows]
    return Series(
        name=plain(part.label),
        token=part.token,
        values=tuple(row["y"] if row else None for row in own),
        texts=_names_at(own),
        shape=part.shape,
        places=tuple("r" if row["x"] < turn else "l" for row in spec.rows),
        xs=tuple(row["x"] for row in spec.rows),
    )


def _names_at(rows: Sequence[Row | None]) -> tuple[str, ...]:
    """The names of points; those of points in one place stand at the first of them."""
    places: dict[tuple[float, float], list[int]] = {}
    for index, row in enumerate(rows):
        if row and (row.get("named") or row.get("tag", NAMED + 1) <= NAMED):
            places.setdefault((row["x"], row["y"]), []).append(index)
    texts = [""] * len(rows)
    for met in places.values():
        names = (plain(row.get("short") or row["label"]) for row in (rows[i] for i in met) if row)
        texts[met[0]] = say("report.list-comma").join(names)
    return tuple(texts)


def _scale_of(axis: Mapping[str, Any]) -> Scale:
    return Scale(
        axis["top"],
        plain(axis["axis"]),
        step=axis.get("step"),
        percent=bool(axis.get("percent", False)),
    )


def _ranks(spec: FigureSpec, room: float) -> Chart:
    """Rank against rank, the first of both in the upper right corner."""
    series = _points(spec, Part("", spec.columns[0], "present"), 0)
    labels = tuple(_label(row) for row in spec.rows)
    across, scale = (
        Scale(spec.options["top"] + 1, plain(spec.options[name]), turned=True) for name in "xy"
    )
    return Chart("points", labels, (series,), scale, across, legend=False)


def _between(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else max(0.0, high - low)


def _label(row: Row, beside: str = "") -> str:
    return "  ".join(plain(text) for text in (row["label"], beside) if text)


def _axis(spec: FigureSpec) -> str:
    return plain(str(spec.options.get("axis", "")))


CLOSE = 30
"""Points that a text beside a mark needs; closer marks go without."""

BY_ROW = frozenset({"share", "ranking", "count", "pairs", "forest"})
"""Kinds whose rows are drawn one after the other, so that some of them make a chart, too."""

KINDS: dict[str, Callable[[FigureSpec, float], Chart]] = {
    "share": _share,
    "ranking": _ranking,
    "count": _count,
    "pairs": _pairs,
    "intervals": _intervals,
    "forest": _forest,
    "quadrant": _quadrant,
    "ranks": _ranks,
}
