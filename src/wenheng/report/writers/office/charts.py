"""Figures as charts that Office can edit: which series, on which axis, with which printed text.

Values are for drawing; every number that stands as text in a chart is text of the figure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.plain import plain
from wenheng.report.writers.office.widths import width_of

Look = Literal["solid", "hatch", "open", "none"]
Row = Mapping[str, Any]
Values = tuple[float | None, ...]


@dataclass(frozen=True)
class Series:
    """Values by row, None where there is nothing to draw, with their printed texts.

    `low` and `high` are the ends of a range around each value; `tokens` are colours of single
    points, `above` tells on which side of a mark its text stands.
    """

    name: str
    token: str
    values: Values
    texts: tuple[str, ...] = ()
    look: Look = "solid"
    shape: str = "circle"
    low: Values = ()
    high: Values = ()
    tokens: tuple[str, ...] = ()
    above: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart of rows: lying bars, or marks that stand above the labels of the rows."""

    form: Literal["bars", "marks"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    top: float
    axis: str = ""
    percent: bool = False
    stacked: bool = False
    legend: bool = True


def chart_of(spec: FigureSpec, room: float) -> Chart | None:
    """The chart of `spec`, `room` points wide; None where its kind has no native form."""
    make = KINDS.get(spec.kind)
    return None if make is None else make(spec, room)


def _share(spec: FigureSpec, room: float) -> Chart:
    return Chart(
        form="bars",
        labels=tuple(_label(row, row.get("note", "")) for row in spec.rows),
        series=tuple(_part(spec, part, room) for part in spec.legend),
        top=1,
        axis=_axis(spec),
        percent=True,
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
    known = tuple(row["value"] for row in spec.rows)
    held = tuple(value is not None for value in known)
    drawn = list(zip(spec.rows, held, strict=True))
    series = _open_ranges(spec, names["open"]) if "open" in names else []
    series.append(
        Series(
            name=names.get("score", ""),
            token=str(spec.options["token"]),
            values=known,
            low=tuple(row["low"] if has else None for row, has in drawn),
            high=tuple(row["high"] if has else None for row, has in drawn),
        )
    )
    if "range" in names:  # a key for the legend: the range itself is drawn as error bars
        series.append(Series(names["range"], "range", (None,) * len(held)))
    labels = tuple(_label(row, row.get("note") or row.get("remark") or "") for row in spec.rows)
    return Chart("bars", labels, tuple(series), spec.options["top"], _axis(spec), stacked=True)


def _open_ranges(spec: FigureSpec, name: str) -> list[Series]:
    """What a withheld score could be: an empty bar from the least to the most."""
    withheld = [row["value"] is None and row["low"] is not None for row in spec.rows]
    pairs = list(zip(spec.rows, withheld, strict=True))
    least = tuple(row["low"] if open_ else None for row, open_ in pairs)
    reach = tuple(row["high"] - row["low"] if open_ else None for row, open_ in pairs)
    # a blank name, and the first place: so the legend only begins with a gap
    return [
        Series("\u00a0", "paper", least, look="none"),
        Series(name, "paper", reach, look="open"),
    ]


def _count(spec: FigureSpec, room: float) -> Chart:
    plain_token = str(spec.options.get("token", "other"))
    series = Series(
        name=plain(spec.columns[1]),
        token=plain_token,
        values=tuple(row["value"] for row in spec.rows),
        texts=tuple(plain(row.get("note", "")) for row in spec.rows),
        tokens=tuple(row.get("token", plain_token) for row in spec.rows),
    )
    top = 1.2 * max((row["value"] for row in spec.rows), default=1)
    labels = tuple(_label(row) for row in spec.rows)
    return Chart("bars", labels, (series,), top, legend=False)


def _pairs(spec: FigureSpec, room: float) -> Chart:
    labels = tuple(_label(row, row.get("remark", "")) for row in spec.rows)
    series = tuple(_marks(spec, part) for part in spec.legend)
    return Chart("marks", labels, series, spec.options["top"], _axis(spec))


def _marks(spec: FigureSpec, part: Part) -> Series:
    return Series(
        name=plain(part.label),
        token=part.token,
        values=tuple(row["values"].get(part.key) for row in spec.rows),
        texts=tuple(plain(row["texts"].get(part.key, "")) for row in spec.rows),
        shape=part.shape,
        above=tuple(_is_upper(row["values"], part.key) for row in spec.rows),
    )


def _is_upper(values: Mapping[str, float | None], key: str) -> bool:
    """Whether the mark stands above the others of its row, the last one where they are equal."""
    mine = values.get(key)
    others = [value for name, value in values.items() if name != key and value is not None]
    if mine is None or not others:
        return True
    return mine > max(others) or (mine == max(others) and key == list(values)[-1])


def _label(row: Row, beside: str = "") -> str:
    return "  ".join(plain(text) for text in (row["label"], beside) if text)


def _axis(spec: FigureSpec) -> str:
    return plain(str(spec.options.get("axis", "")))


KINDS: dict[str, Callable[[FigureSpec, float], Chart]] = {
    "share": _share,
    "ranking": _ranking,
    "count": _count,
    "pairs": _pairs,
}


def pieces(rows: Sequence[Any], most: int) -> list[slice]:
    """`rows` in pieces of nearly equal length, none longer than `most`."""
    count = max(1, -(-len(rows) // most))
    size = -(-len(rows) // count)
    return [slice(at, at + size) for at in range(0, max(1, len(rows)), size or 1)]
