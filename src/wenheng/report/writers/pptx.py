"""The report as a deck: one finding a slide, method and alternative text in the notes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, assert_never

from wenheng.language import say, speaking
from wenheng.report.document import (
    Block,
    Cards,
    Chapter,
    Cover,
    Figure,
    Finding,
    Fold,
    Heading,
    KeyNumbers,
    Note,
    Paragraph,
    Points,
    ReportDoc,
    Table,
    Transcript,
)
from wenheng.report.figures.spec import FigureSpec
from wenheng.report.pictures import Picture
from wenheng.report.writers.office.charts import BY_ROW, Chart, chart_of
from wenheng.report.writers.office.fitting import Item, fitted, grids, height_of, packed
from wenheng.report.writers.office.matrices import steps
from wenheng.report.writers.office.pictures import pictures_of
from wenheng.report.writers.office.slideml import Box, Grid, Line
from wenheng.report.writers.office.slidepack import MARGIN, ROOM, SlidePack
from wenheng.report.writers.office.tiles import tiles
from wenheng.report.writers.office.widths import column_widths

LEFT_OUT = frozenset({"units", "method", "ledger", "codebook"})
"""Chapters to look things up in: they stay in the report."""

MOST_ROWS = 20
"""Rows of a figure on one slide; a ranking begins with the best."""

MOST_SLIDES = 2
"""Slides that a table may take; a longer one stays in the report."""

KICKER = Box(MARGIN, 18, ROOM, 16)
SUBTITLE = Box(MARGIN, 102, ROOM, 18)
CONTENT = Box(MARGIN, 128, ROOM, 358)
FOOT = Box(MARGIN, 494, ROOM - 70, 32)
"""Where things stand on a slide, one below the other."""

TITLE_SIZES = (26, 24, 22, 20, 18, 16)
TITLE_HEIGHT = 62
ACROSS, GAP = 3, 16
PICTURE_WIDTH = 760


def pptx_file(document: ReportDoc, pictures: Mapping[str, Picture]) -> bytes:
    """`document` as the bytes of a deck; the same input gives the same bytes.

    Chapters and tables to look things up in stay in the report, the last slide says which;
    so do transcripts with their `pictures`.
    """
    with speaking(document.language):
        deck = _Deck(SlidePack(document))
        deck.cover(document.cover)
        for chapter in document.chapters:
            if chapter.anchor in LEFT_OUT:
                deck.left.append(chapter.title)
            else:
                deck.chapter(chapter)
        deck.close(document.colophon)
        return deck.pack.closed()


class _Deck:
    """Turns blocks into slides, in order; remembers what stays out."""

    def __init__(self, pack: SlidePack):
        self.pack = pack
        self.left: list[str] = []
        self.title = self.kicker = ""
        self.method: list[str] = []

    def cover(self, cover: Cover) -> None:
        size, title = fitted(cover.title, ROOM, 90, (40, 36, 32, 28, 24, 20))
        slide = self.pack.slide(Line(title, size, bold=True), Box(MARGIN, 96, ROOM, 96))
        self.pack.text(slide, Box(MARGIN, 60, ROOM, 26), Line(cover.over, 18, ink="present"))
        facts = "\n".join(
            say("report.fact", label=label, value=value) for label, value in cover.facts
        )
        size, facts = fitted(facts, ROOM, 176, (14, 13, 12, 11, 10, 9))
        self.pack.text(slide, Box(MARGIN, 208, ROOM, 180), Line(facts, size))
        cautions = "\n".join(text for text in (cover.status, *cover.notes) if text)
        if cautions:
            size, shown = fitted(cautions, ROOM - 20, 86, (14, 13, 12, 11, 10, 9))
            self.pack.text(slide, Box(MARGIN, 400, ROOM, 106), Line(shown, size), fill="heat0")
        self.pack.notes(slide, cautions)

    def chapter(self, chapter: Chapter) -> None:
        self.title = self.kicker = chapter.title
        self.method = []
        for _, group in groupby(chapter.blocks, type):
            self._blocks(list(group))

    def close(self, colophon: str) -> None:
        """What stays in the report; nothing is left out in silence."""
        self.title = self.kicker = say("report.deck-left")
        self.method = []
        self._list([Item((Line(text, 14),), 6) for text in self.left] or [Item((Line("—"),), 0)])
        slide = self.pack.last()
        self.pack.text(slide, FOOT, Line(colophon, 10, ink="muted"))

    def _blocks(self, blocks: Sequence[Any]) -> None:  # noqa: C901 - a line for each kind
        """Blocks of one kind that follow each other."""
        first: Block = blocks[0]
        match first:
            case Heading():
                self.title = blocks[-1].text
            case Paragraph():
                self.method += [block.text for block in blocks]
            case Finding():
                self._list([_finding(block) for block in blocks])
            case Note():
                self._list([Item((Line(block.text, 16),), 10) for block in blocks])
            case Points():
                self._list([point for block in blocks for point in _points(block)])
            case KeyNumbers():
                self._each(self._numbers, blocks)
            case Figure():
                self._each(self._figure, blocks)
            case Table():
                self._each(self._table, blocks)
            case Cards() | Fold() | Transcript():
                self.left.append(self.title)
            case _:
                assert_never(first)

    def _each(self, show: Any, blocks: Iterable[Block]) -> None:
        for block in blocks:
            show(block)

    def _slide(self, title: str, *notes: str) -> Any:
        size, shown = fitted(title, ROOM, TITLE_HEIGHT, TITLE_SIZES)
        slide = self.pack.slide(Line(shown, size, bold=True))
        if self.kicker != title:
            _, kicker = fitted(self.kicker, ROOM, 16, (11,))
            self.pack.text(slide, KICKER, Line(kicker, 11, ink="present"))
        self.pack.notes(slide, *([title] if shown != title else []), *self.method, *notes)
        return slide

    def _list(self, items: Sequence[Item]) -> None:
        pages = packed(items, ROOM, CONTENT.height)
        for number, page in enumerate(pages, 1):
            slide = self._slide(_part(self.title, number, len(pages)))
            self.pack.text(slide, CONTENT, *(line for item in page for line in item.lines))

    def _numbers(self, block: KeyNumbers) -> None:
        slide = self._slide(self.title)
        width = (ROOM - (ACROSS - 1) * GAP) / ACROSS
        for index, item in enumerate(block.items):
            row, column = divmod(index, ACROSS)
            x, y = MARGIN + column * (width + GAP), CONTENT.y + row * (150 + GAP)
            size, note = fitted(item.note, width - 20, 48, (13, 12, 11, 10, 9))
            self.pack.text(
                slide,
                Box(x, y, width, 150),
                Line(item.value, 40, bold=True, ink="present"),
                Line(item.label, 16, after=4),
                Line(note, size, ink="muted"),
                fill="heat0",
            )

    def _figure(self, block: Figure) -> None:
        spec = block.spec
        slide = self._slide(spec.title, spec.subtitle, spec.note, spec.alt)
        size, subtitle = fitted(spec.subtitle, ROOM, 18, (12, 11, 10, 9))
        self.pack.text(slide, SUBTITLE, Line(subtitle, size, ink="muted"))
        first = slice(MOST_ROWS if spec.kind in BY_ROW else None)
        cut = replace(spec, rows=spec.rows[first], shown=spec.shown[first])
        whole = self._draw(slide, spec, cut)
        named = say("report.bracketed", text=block.number, inside=spec.source)
        foot = [say("report.source", source=named)]
        if not whole:
            counts = {"shown": len(cut.rows), "rows": len(spec.rows)}
            foot.append(say("report.deck-first", **counts))
        size, shown = fitted("\n".join([*foot, spec.note] if spec.note else foot),
                             FOOT.width, FOOT.height, (10, 9, 8))  # fmt: skip
        self.pack.text(slide, FOOT, Line(shown, size, ink="muted"))

    def _draw(self, slide: Any, spec: FigureSpec, cut: FigureSpec) -> bool:
        """Draws the first rows natively, else all of them as picture; whether all are there."""
        if spec.kind == "heat":
            grid = _matrix(cut)
            box = replace(CONTENT, height=sum(grid.heights))
            self.pack.table(slide, box, grid, spec.alt)
            return len(cut.rows) == len(spec.rows)
        if spec.kind == "tilegrid":
            self.pack.tiles(slide, CONTENT, tiles(spec, CONTENT), spec.alt)
            return True
        chart = chart_of(cut, ROOM)
        if chart is None:
            drawn = pictures_of([spec], PICTURE_WIDTH)[spec.id]
            self.pack.picture(slide, CONTENT, drawn, spec.alt)
            return True
        self.pack.chart(slide, replace(CONTENT, height=_height(chart)), chart, spec.alt)
        return len(cut.rows) == len(spec.rows)

    def _table(self, block: Table) -> None:
        title = f"{block.number}  {block.caption}".strip()
        pages = grids(block, ROOM, CONTENT.height, MOST_SLIDES)
        if pages is None:
            self.left.append(title)
            return
        for number, grid in enumerate(pages, 1):
            slide = self._slide(_part(title, number, len(pages)))
            box = replace(CONTENT, height=sum(grid.heights))
            self.pack.table(slide, box, grid, block.caption)


def _finding(block: Finding) -> Item:
    ink = "muted" if block.strength == "X" else "ink"
    lines = (
        Line(block.label, 11, ink="present"),
        Line(block.text, 18, bold=block.strength == "S", ink=ink),
        Line(block.note, 10, ink="muted"),
    )
    return Item(lines, 12)


def _points(block: Points) -> Iterator[Item]:
    for number, text in enumerate(block.items, 1):
        yield Item((Line(say("report.point", number=number, text=text), 16),), 8)


def _part(title: str, number: int, of: int) -> str:
    return title if of == 1 else say("report.deck-part", title=title, number=number, of=of)


def _height(chart: Chart) -> float:
    if chart.form != "bars":
        return CONTENT.height
    return min(CONTENT.height, 60 * len(chart.labels) + 80)


def _matrix(spec: FigureSpec) -> Grid:
    """As large as its rows allow, its fields in the colours of their steps."""
    size = 14 if len(spec.rows) <= 10 else 11
    held = list(steps(spec))
    head = [
        Line(label, size, bold=True, align="ctr" if index else "l")
        for index, label in enumerate(spec.columns)
    ]
    rows = [
        [Line(label, size), *(Line(s.text, size, ink=s.ink, align="ctr") for s in fields)]
        for label, fields in held
    ]
    lines = [head, *rows]
    widths = column_widths([[line.text for line in row] for row in lines], size, ROOM)
    fills = [["" for _ in head], *(["", *(s.token for s in fields)] for _, fields in held)]
    heights = [max(height_of(row, widths), min(34, CONTENT.height / len(lines))) for row in lines]
    return Grid(lines, widths, heights, fills)
