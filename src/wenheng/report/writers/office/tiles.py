"""Tiles as rectangles that can be edited: each parted by channel, its name above."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wenheng.report.figures.spec import FigureSpec
from wenheng.report.writers.office.colors import color, ink_on
from wenheng.report.writers.office.slideml import Box, Line
from wenheng.report.writers.office.widths import width_of

LEGEND, GAP, SIZE = 22.0, 2.0, 9.0
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Rectangle:
    """A rectangle with a line of text; `dashed` has a dashed rim, an empty `fill` none inside."""

    box: Box
    line: Line
    fill: str = ""
    rim: str = ""
    dashed: bool = False


def tiles(spec: FigureSpec, box: Box) -> Iterator[Rectangle]:
    """The rectangles of a figure of the kind `tilegrid` within `box`, its legend above them."""
    yield from _legend(spec, box)
    across = max(row["column"] for row in spec.rows) + 1
    down = max(row["row"] for row in spec.rows) + 1
    wide, tall = min(92.0, box.width / across), min(52.0, (box.height - LEGEND) / down)
    left = box.x + (box.width - wide * across) / 2
    for row in spec.rows:
        x, y = left + row["column"] * wide, box.y + LEGEND + row["row"] * tall
        yield from _tile(row, Box(x, y, wide - GAP, tall - GAP))


def _tile(row: Row, box: Box) -> Iterator[Rectangle]:
    name = next((n for n in (row["label"], row["short"]) if n and _fits(n, box)), row["label"][:4])
    third = box.height / 3
    quiet = not row["halves"]
    rim = "muted" if row["outlined"] else "rule"
    yield Rectangle(box, Line("", SIZE), rim=rim)
    head = Box(box.x, box.y, box.width, third)
    yield Rectangle(head, Line(name, SIZE, ink="muted" if quiet else "ink", align="ctr"))
    halves = row["halves"] or [{"token": "paper", "text": row["mark"], "quiet": True}]
    part = box.width / len(halves)
    height = third if row["dots"] else 2 * third
    for at, half in enumerate(halves):
        place = Box(box.x + at * part + 0.5, box.y + third, part - 1, height - 0.5)
        yield _half(half, place)
    if row["dots"]:
        foot = Box(box.x, box.y + 2 * third, box.width, third)
        yield Rectangle(foot, Line(row["below"], SIZE, ink="muted", align="ctr"))


def _half(half: Row, box: Box) -> Rectangle:
    token = half["token"]
    pale = half.get("quiet") or half.get("hatch")
    ink = "muted" if pale else "paper" if ink_on(token) == color("onfill") else "ink"
    line = Line(half["text"], SIZE, ink=ink, align="ctr")
    dashed = bool(half.get("hatch"))
    return Rectangle(box, line, token, "hatch" if dashed else "", dashed)


def _legend(spec: FigureSpec, box: Box) -> Iterator[Rectangle]:
    x = box.x
    for part in spec.legend:
        rim = "hatch" if part.hatch else "rule"
        key = Box(x, box.y + 3, 10, 10)
        yield Rectangle(key, Line("", SIZE), part.token, rim, part.hatch)
        room = width_of(part.label, 11) + 12
        yield Rectangle(Box(x + 14, box.y, room, 16), Line(part.label, 11))
        x += 14 + room + 10


def _fits(name: str, box: Box) -> bool:
    return width_of(name, SIZE) <= box.width - 2
