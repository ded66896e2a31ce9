"""The report as a Word file in the form of an official document (GB/T 9704-2012)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import assert_never

from wenheng.language import say, speaking
from wenheng.report.document import (
    Block,
    Cards,
    Cell,
    Chapter,
    Column,
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
from wenheng.report.writers.office.charts import Chart, chart_of, pieces
from wenheng.report.writers.office.matrices import steps
from wenheng.report.writers.office.numerals import chinese
from wenheng.report.writers.office.pictures import pictures_of
from wenheng.report.writers.office.widths import column_widths
from wenheng.report.writers.office.wordml import (
    PAGE_BREAK,
    Field,
    Ruled,
    closed,
    field,
    gap,
    linked,
    marked,
    opened,
    paragraph,
    run,
    table,
)
from wenheng.report.writers.office.wordpack import ROOM, WordPack

SIZE, FACT_SIZE = 9.0, 12.0
"""Sizes of the text in tables, and in those of facts, in points."""

MOST_ROWS = 34
"""Rows of a chart that a page holds."""

KEPT = "<w:keepNext/>"
"""Of a paragraph that stays with the next."""

PICTURE_WIDTH = 640
"""Pixels of a drawing across the page, so that its text is printed at some 9 points."""


def docx_file(document: ReportDoc, pictures: Mapping[str, Picture]) -> bytes:
    """`document` as the bytes of a Word file; the same input gives the same bytes.

    Folds and transcripts stay out, with a line on where they are; so `pictures` are not used.
    """
    with speaking(document.language):
        writer = _Writer(WordPack(document))
        chapters = [writer.chapter(chapter) for chapter in document.chapters]
        body = _cover(document.cover) + PAGE_BREAK + writer.contents() + PAGE_BREAK
        colophon = paragraph(run(document.colophon), "Remark")
        return writer.pack.closed(body + "".join(chapters) + colophon)


class _Writer:
    """Turns blocks into paragraphs, in order; numbers headings and remembers them."""

    def __init__(self, pack: WordPack):
        self.pack = pack
        self.counts = [0, 0, 0]
        self.entries: list[tuple[int, str]] = []

    def chapter(self, chapter: Chapter) -> str:
        self.counts = [self.counts[0] + 1, 0, 0]
        parts = [self._heading(1, chapter.title)]
        for elsewhere, group in groupby(chapter.blocks, _stays_out):
            blocks = list(group)
            parts += [_elsewhere(blocks)] if elsewhere else map(self.block, blocks)
        return "".join(parts)

    def contents(self) -> str:
        """The field of contents, already filled; a reader that updates fields adds the pages."""
        title = paragraph(run(say("report.contents")), "ContentsTitle")
        lines = [(level, linked(run(text), n)) for n, (level, text) in enumerate(self.entries, 1)]
        start, end = opened('TOC \\o "1-2" \\h \\z \\u'), closed()
        filled = [
            paragraph(
                (start if index == 0 else "") + line + (end if index == len(lines) - 1 else ""),
                f"TOC{level}",
            )
            for index, (level, line) in enumerate(lines)
        ]
        return title + "".join(filled)

    def block(self, block: Block) -> str:  # noqa: C901 - a line for each kind
        match block:
            case Heading(level, text, _, aside):
                told = say("report.bracketed", text=text, inside=aside) if aside else text
                return self._heading(level - 1, self._numbered(level - 1, told))
            case Paragraph(text):
                return paragraph(run(text), "Body")
            case Note(text):
                return paragraph(run(text), "Caution")
            case Finding():
                return _finding(block)
            case Points(items):
                return "".join(_point(index, item) for index, item in enumerate(items, 1))
            case KeyNumbers(items):
                return _plain_table([(i.value, i.label, i.note) for i in items], "")
            case Figure():
                return self._figure(block)
            case Table():
                return _caption(block.number, block.caption, "TableCaption") + _table(block)
            case Cards():
                return _cards(block)
            case Fold() | Transcript():
                return _elsewhere([block])
            case _:
                assert_never(block)

    def _heading(self, level: int, text: str) -> str:
        if level > 2:
            return paragraph(run(text), f"Heading{level}")
        self.entries.append((level, text))
        return paragraph(marked(run(text), len(self.entries)), f"Heading{level}")

    def _numbered(self, level: int, text: str) -> str:
        """`text` with its number below the chapter: （一） and 1., or 2.1 and 2.1.1."""
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (3 - level)
        number = self.counts[level - 1]
        if self.pack.language == "en":
            return f"{'.'.join(map(str, self.counts[:level]))} {text}"
        return f"（{chinese(number)}）{text}" if level == 2 else f"{number}. {text}"

    def _figure(self, block: Figure) -> str:
        spec = block.spec
        source = say("report.source", source=spec.source)
        above = [
            paragraph(run(text), "Remark", KEPT) for text in (spec.subtitle, spec.note) if text
        ]
        below = "".join([*above, paragraph(run(source), "Remark")])
        return self._shown(spec) + _caption(block.number, spec.title, "Caption") + below

    def _shown(self, spec: FigureSpec) -> str:
        """The figure itself: a native chart or table, else a picture."""
        if spec.kind == "heat":
            return _matrix(spec)
        runs = []
        for part in pieces(spec, MOST_ROWS):
            cut = replace(spec, rows=spec.rows[part], shown=spec.shown[part])
            chart = chart_of(cut, ROOM)
            if chart is None:
                drawn = pictures_of([spec], PICTURE_WIDTH)[spec.id]
                return paragraph(self.pack.picture(drawn, spec.alt), "Figure")
            runs.append(self.pack.chart(chart, _height(chart), spec.alt))
        return "".join(paragraph(each, "Figure") for each in runs)


def _stays_out(block: Block) -> bool:
    return isinstance(block, Fold | Transcript)


def _elsewhere(blocks: Iterable[Block]) -> str:
    titles = [block.title for block in blocks if isinstance(block, Fold | Transcript)]
    listed = say("report.list-comma").join(titles)
    return paragraph(run(say("report.elsewhere", titles=listed)), "Remark")


def _cover(cover: Cover) -> str:
    cautions = [text for text in (cover.status, *cover.notes) if text]
    return (
        paragraph(run(cover.title), "Title")
        + paragraph(run(cover.over), "Subtitle")
        + _plain_table(cover.facts, cover.title)
        + paragraph("")
        + "".join(paragraph(run(text), "Caution") for text in cautions)
    )


def _finding(block: Finding) -> str:
    """The sentence after its strength in words, what it rests on below; headlines in bold."""
    ink = "muted" if block.strength == "X" else ""
    said = run(block.text, bold=block.strength == "S", ink=ink)
    told = paragraph(run(block.label, ink="muted") + gap("  ") + said, "Said")
    return told + paragraph(run(block.note, ink="muted"), "Ground")


def _point(number: int, text: str) -> str:
    return paragraph(run(say("report.point", number=number, text=text)), "Body")


def _caption(number: str, text: str, style: str) -> str:
    """A caption whose number is a field, so that numbers stay right when one is put in between."""
    label, _, count = number.rpartition(" ")
    if not (label and count.isdecimal()):
        return paragraph(run(text), style)
    told = run(label) + gap(" ") + field(f"SEQ {label} \\* ARABIC", count) + gap("  ")
    return paragraph(told + run(text), style)


def _table(block: Table) -> str:
    rows = [[_field(cell, column) for cell, column in zip(row, block.columns, strict=True)]
            for row in block.rows]  # fmt: skip
    head = [Field(column.label, column.numeric) for column in block.columns]
    return _ruled(head, rows, block.caption)


def _field(cell: Cell, column: Column) -> Field:
    return Field(cell.text, column.numeric, cell.depth, ink="muted" if cell.quiet else "")


def _cards(block: Cards) -> str:
    """The cards side by side: a row for each fact, a column for each card."""
    facts = [dict(card.facts) for card in block.items]
    labels = list(dict.fromkeys(label for each in facts for label in each))
    rows = [[Field(label), *(Field(each[label].text if label in each else "") for each in facts)]
            for label in labels]  # fmt: skip
    titles = [card.title for card in block.items]
    head = [Field(title) for title in ("", *titles)]
    return paragraph("", "Remark") + _ruled(head, rows, say("report.list-comma").join(titles))


def _plain_table(rows: Iterable[Sequence[str]], alt: str) -> str:
    fields = [[Field(first, bold=True), *map(Field, others)] for first, *others in rows]
    if not fields:
        return ""
    texts = [[each.text for each in row] for row in fields]
    widths = column_widths(texts, FACT_SIZE, ROOM)
    return table(Ruled([], fields, widths, alt, "FactText")) + paragraph("", "Remark")


def _matrix(spec: FigureSpec) -> str:
    rows = [
        [Field(label), *(Field(s.text, True, ink=s.ink, fill=s.token) for s in fields)]
        for label, fields in steps(spec)
    ]
    head = [Field(label, numeric=index > 0) for index, label in enumerate(spec.columns)]
    widths = column_widths([[each.text for each in row] for row in (head, *rows)], SIZE, ROOM)
    held = table(Ruled(head, rows, widths, spec.alt, kept=True))
    return paragraph("", "Remark", KEPT) + held + paragraph("", "Remark", KEPT)


def _ruled(head: Sequence[Field], rows: Sequence[Sequence[Field]], alt: str) -> str:
    texts = [[each.text for each in row] for row in (head, *rows)]
    widths = column_widths(texts, SIZE, ROOM)
    return table(Ruled(head, rows, widths, alt)) + paragraph("", "Remark")


def _height(chart: Chart) -> float:
    """Points that a chart needs: its rows, and legend and axis."""
    if chart.form != "bars":
        return 200 if chart.form == "marks" else 330
    return 16.5 * max(2, len(chart.labels)) + 20 * chart.legend + 34 * bool(chart.scale.title) + 8
