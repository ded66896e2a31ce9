"""The sheets of the workbook: cover, text, figures with their data, tables."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from wenheng.language import say, speaking
from wenheng.report.document import Cell, Column, Cover, Figure, ReportDoc
from wenheng.report.figures.spec import FigureSpec
from wenheng.report.writers.xlsx.charts import draw, height, labels
from wenheng.report.writers.xlsx.looks import SEEN, Look, Pen, folded, tall, width
from wenheng.report.writers.xlsx.pages import Grid, Line, pages
from wenheng.workbooks import workbook

A4 = 9
TITLE = Look(bold=True, size=14, wrap=False)
SUBTITLE = Look(size=10, quiet=True, wrap=False)
PLAIN = Look()
HEADING_ROW = 3
"""Of a sheet with a table: title, subtitle and a free row stand above."""
PIXELS_OF_A_ROW = 20


@dataclass(frozen=True)
class _Book:
    book: Any
    pen: Pen
    contents: str
    """Name of the sheet that lists all others."""


def xlsx_workbook(document: ReportDoc) -> bytes:
    """`document` as a workbook; the same document gives the same bytes.

    Numbers are numbers in the form in which they are printed, texts are texts and never formulas.
    """
    file = io.BytesIO()
    with speaking(document.language), workbook(file, document.made_at) as book:
        book.set_size(2400, 1500)
        made = _Book(book, Pen(book), say("workbook.cover"))
        found = pages(document)
        front, text = _sheet(made, made.contents), _sheet(made, say("workbook.text"))
        for sheet in found.sheets:
            if isinstance(sheet, Figure):
                _figure(made, sheet)
            else:
                _grid(made, sheet)
        named = [_entry(sheet) for sheet in found.sheets]
        entries = [(say("workbook.text"), say("workbook.text-title")), *named]
        _cover(made, front, document.cover, entries)
        _text(made, text, found.lines)
    return file.getvalue()


def _entry(sheet: Grid | Figure) -> tuple[str, str]:
    """Name and title of a sheet."""
    return (
        (sheet.number, sheet.spec.title) if isinstance(sheet, Figure) else (sheet.name, sheet.title)
    )


def _sheet(made: _Book, name: str) -> Any:
    page = made.book.add_worksheet(name)
    page.hide_gridlines(2)
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.set_footer("&L&A&R&P / &N")
    return page


def _cover(made: _Book, page: Any, cover: Cover, entries: Sequence[tuple[str, str]]) -> None:
    pen = made.pen
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 110)
    page.set_portrait()
    pen.text(page, (0, 0), cover.title, Look(bold=True, size=18, wrap=False))
    pen.text(page, (1, 0), cover.over, Look(size=12, quiet=True, wrap=False))
    row = 3
    for label, said in cover.facts:
        pen.text(page, (row, 0), label, Look(quiet=True))
        pen.text(page, (row, 1), said, PLAIN)
        page.set_row(row, tall([(said, 110)]))
        row += 1
    for note in filter(None, (cover.status, *cover.notes)):
        pen.text(page, (row, 1), note, Look(bold=True))
        page.set_row(row, tall([(note, 110)]))
        row += 1
    row += 1
    for name, title in entries:
        pen.link(page, (row, 0), name, name)
        pen.text(page, (row, 1), title, PLAIN)
        row += 1


def _text(made: _Book, page: Any, lines: Sequence[Line]) -> None:
    """All sentences in order; where a table or figure stands, the link to its sheet."""
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 120)
    page.set_portrait()
    looks = (Look(bold=True, size=14), Look(bold=True, size=11), PLAIN, Look(quiet=True, depth=1))
    _titled(made, page, say("workbook.text-title"), "")
    for row, line in enumerate(lines, HEADING_ROW):
        if line.sheet:
            made.pen.link(page, (row, 0), line.sheet, line.sheet)
        look = looks[line.depth]
        made.pen.text(page, (row, 1), line.text, look)
        page.set_row(row, tall([(line.text, 120)], look.size))


def _titled(made: _Book, page: Any, title: str, subtitle: str) -> None:
    made.pen.text(page, (0, 0), title, TITLE)
    made.pen.link(page, (1, 0), made.contents, say("workbook.back"))
    made.pen.text(page, (1, 1), subtitle, SUBTITLE)


def _grid(made: _Book, grid: Grid) -> None:
    page = _sheet(made, grid.name)
    _titled(made, page, grid.title, "")
    widths = _head(made, page, grid)
    for number, row in enumerate(grid.rows, HEADING_ROW + 1):
        page.set_row(number, tall((cell.text, w) for cell, w in zip(row, widths, strict=True)))
        for place, (cell, column) in enumerate(zip(row, grid.columns, strict=True)):
            _field(made, page, (number, place), cell, column)
    page.autofilter(HEADING_ROW, 0, HEADING_ROW + len(grid.rows), len(grid.columns) - 1)
    page.freeze_panes(HEADING_ROW + 1, 1)
    page.repeat_rows(HEADING_ROW)


def _head(made: _Book, page: Any, grid: Grid) -> list[float]:
    """The headings of `grid`; returns the widths of its columns."""
    widths = []
    for place, column in enumerate(grid.columns):
        texts = (row[place].text for row in grid.rows[:SEEN])
        widths.append(width([f"{column.label}  ", *texts]))  # with room for the filter
        page.set_column(place, place, widths[-1])
        look = Look(head=True, right=column.numeric, depth=_apart(place, column))
        made.pen.text(page, (HEADING_ROW, place), column.label, look)
    return widths


def _apart(place: int, column: Column) -> int:
    """Text stands a little apart from a number before it."""
    return int(place > 0 and not column.numeric)


def _field(made: _Book, page: Any, at: tuple[int, int], cell: Cell, column: Column) -> None:
    depth = cell.depth or _apart(at[1], column)
    look = Look(quiet=cell.quiet, depth=depth, right=column.numeric)
    if column.numeric or cell.sort is not None:
        made.pen.field(page, at, cell.text, look)
    elif cell.text:
        made.pen.text(page, at, cell.text, look)


def _figure(made: _Book, figure: Figure) -> None:
    """The chart, below it the printed rows, below these the values as drawn."""
    spec = figure.spec
    page = _sheet(made, figure.number)
    _titled(made, page, spec.title, spec.subtitle)
    head = HEADING_ROW + ceil(height(spec) / PIXELS_OF_A_ROW) + bool(height(spec))
    _shown(made, page, spec, head)
    below = head + len(spec.shown) + 2
    said = [line for text in (spec.note, spec.source) if text for line in folded(text)]
    for number, line in enumerate(said, below):
        made.pen.text(page, (number, 0), line, SUBTITLE)
    draw(made.book, page, made.pen, spec, (below + len(said) + 1, HEADING_ROW))
    page.freeze_panes(2, 1)


def _shown(made: _Book, page: Any, spec: FigureSpec, head: int) -> None:
    for place, label in enumerate(spec.columns):
        texts = [row[place] for row in spec.shown]
        right = place > 0 and all(text[:1] in "-—0123456789" for text in texts)
        look = Look(right=right, depth=int(place > 0 and not right))
        page.set_column(place, place, width([label, *texts, *(labels(spec) if not place else ())]))
        made.pen.text(page, (head, place), label, replace(look, head=True))
        for number, text in enumerate(texts, head + 1):
            if right:
                made.pen.field(page, (number, place), text, look)
            else:
                made.pen.text(page, (number, place), text, look)
