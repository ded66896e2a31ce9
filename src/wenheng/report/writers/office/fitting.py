"""What fits on a slide: sizes of text, lists and tables in pieces; nothing runs over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wenheng.report.document import Table
from wenheng.report.plain import plain
from wenheng.report.writers.office.slideml import Grid, Line
from wenheng.report.writers.office.widths import column_widths, lines_of

LEAD = 1.25
"""Height of a line, as a multiple of the size of its font."""

SIZES = (16.0, 14.0, 12.0, 11.0)
"""Sizes of the text in tables, in points; only the last may take more than one slide."""

PAD = 10.0
"""Points of a field that its text does not have, across; 6 of them down."""

INDENT = "\u3000"


@dataclass(frozen=True)
class Item:
    """Lines of a list that stay together, and the points below them."""

    lines: tuple[Line, ...]
    after: float


def fitted(text: str, room: float, height: float, sizes: Sequence[float]) -> tuple[float, str]:
    """The first of `sizes` at which `text` fits, and `text`, cut where the last is too large."""
    shown = plain(text)
    for size in sizes:
        if _height(shown, size, room) <= height:
            return size, shown
    last = sizes[-1]
    low, high = 0, len(shown)
    while low < high:
        middle = (low + high + 1) // 2
        if _height(shown[:middle] + "…", last, room) <= height:
            low = middle
        else:
            high = middle - 1
    return last, shown[:low].rstrip() + "…"


def packed(items: Sequence[Item], room: float, height: float) -> list[list[Item]]:
    """`items` in pages of at most `height` points; what is longer than a page is cut."""
    pages: list[list[Item]] = []
    left = 0.0
    for item in items:
        shown = _cut(item, room, height)
        needed = _tall(shown, room)
        if not pages or needed > left:
            pages.append([])
            left = height
        pages[-1].append(shown)
        left -= needed
    return pages


def grids(table: Table, room: float, height: float, most: int) -> list[Grid] | None:
    """`table` in grids of at most `height` points; None where more than `most` were needed."""
    for size in SIZES:
        pages = _paged(_lines(table, size), room, height)
        if pages is not None and len(pages) <= (most if size == SIZES[-1] else 1):
            return pages
    return None


def _lines(table: Table, size: float) -> list[list[Line]]:
    head = [
        Line(column.label, size, bold=True, align="r" if column.numeric else "l")
        for column in table.columns
    ]
    rows = [
        [
            Line(
                INDENT * cell.depth + plain(cell.text),
                size,
                ink="muted" if cell.quiet else "ink",
                align="r" if column.numeric else "l",
            )
            for cell, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]
    return [head, *rows]


def _paged(rows: Sequence[Sequence[Line]], room: float, height: float) -> list[Grid] | None:
    """Rows below a head, the first of them, in grids; None where one row alone is too high."""
    widths = column_widths([[line.text for line in row] for row in rows], rows[0][0].size, room)
    head, *heights = (height_of(row, widths) for row in rows)
    if max(heights, default=0.0) + head > height:
        return None
    pages: list[list[int]] = [[]]
    left = height - head
    for index, needed in enumerate(heights):
        if needed > left:
            pages.append([])
            left = height - head
        pages[-1].append(index)
        left -= needed
    return [
        Grid(
            [rows[0], *(rows[index + 1] for index in page)],
            widths,
            [head, *(heights[index] for index in page)],
        )
        for page in pages
    ]


def height_of(row: Sequence[Line], widths: Sequence[float]) -> float:
    return 6 + max(
        _height(line.text, line.size, width - PAD - 2)
        for line, width in zip(row, widths, strict=True)
    )


def _height(text: str, size: float, room: float) -> float:
    return lines_of(text, size, room) * size * LEAD


def _tall(item: Item, room: float) -> float:
    return sum(_height(line.text, line.size, room) for line in item.lines) + item.after


def _cut(item: Item, room: float, height: float) -> Item:
    """`item` with its distance to the next, its lines cut where it is longer than a page."""
    lines = list(item.lines)
    if _tall(item, room) > height:
        share = (height - item.after) / len(lines)
        lines = [
            replace(line, text=fitted(line.text, room, share, (line.size,))[1]) for line in lines
        ]
    lines[-1] = replace(lines[-1], after=item.after)
    return Item(tuple(lines), item.after)
