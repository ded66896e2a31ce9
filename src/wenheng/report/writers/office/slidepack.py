"""The package of a deck: size, one layout, theme, properties, and what is placed on its slides."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.parts.chart import ChartPart
from pptx.parts.embeddedpackage import EmbeddedXlsxPart
from pptx.slide import Slide
from pptx.util import Pt

from wenheng.report.document import ReportDoc
from wenheng.report.plain import plain
from wenheng.report.writers.office.archives import settled
from wenheng.report.writers.office.chartml import EAST, LATIN, NEVER, TAGS, Frame, drawing, workbook
from wenheng.report.writers.office.charts import Chart
from wenheng.report.writers.office.pictures import Drawn
from wenheng.report.writers.office.slideml import (
    EMU,
    SPACES,
    Box,
    Grid,
    Held,
    Line,
    chart_frame,
    grouped,
    page_number,
    painted,
    paragraphs,
    picture,
    rectangle,
    table_frame,
    text_box,
)
from wenheng.report.writers.office.tiles import Rectangle

WIDTH, HEIGHT, MARGIN = 960.0, 540.0, 44.0
ROOM = WIDTH - 2 * MARGIN
TITLE = Box(MARGIN, 38, ROOM, 62)
NUMBER = Box(WIDTH - MARGIN - 60, HEIGHT - 28, 60, 16)
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
PLACEHOLDERS = ("dt", "ftr", "sldNum")
TITLE_ONLY = "Title Only"


class SlidePack:
    """A deck being made; `closed` gives its bytes, once."""

    def __init__(self, document: ReportDoc):
        self._language = document.language
        self._tongue = TAGS[document.language]
        self._deck = Presentation()
        self._deck.slide_width, self._deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
        self._layout = _only_layout(self._deck)
        _name_fonts(self._deck.slide_master.part)
        _drop(self._deck.part, RT.PRINTER_SETTINGS)
        _drop(self._deck.part.package, RT.THUMBNAIL)
        _describe(self._deck.core_properties, document)
        self._pictures = 0

    def slide(self, title: Line, place: Box | None = None) -> Slide:
        """A new slide with its title, at another `place` than usual if given, without number."""
        slide: Slide = self._deck.slides.add_slide(self._layout)
        body = _title_of(slide).text_frame._txBody
        for old in body.p_lst:
            body.remove(old)
        inner = paragraphs([title], self._tongue)
        body.extend(list(parse_xml(f"<p:txBody {SPACES}>{inner}</p:txBody>")))
        if place is None:
            self._place(slide, page_number(_held(slide), NUMBER, self._tongue))
        else:
            _move(_title_of(slide), place)
        return slide

    def text(self, slide: Slide, box: Box, *lines: Line, fill: str = "") -> None:
        self._place(slide, text_box(_held(slide), box, lines, self._tongue, fill))

    def table(self, slide: Slide, box: Box, grid: Grid, alt: str) -> None:
        self._place(slide, table_frame(_held(slide, alt), box, grid, self._tongue))

    def chart(self, slide: Slide, box: Box, chart: Chart, alt: str) -> None:
        package = slide.part.package
        size = max(7.0, min(12.0, 0.6 * (box.height - 70) / max(1, len(chart.labels))))
        size = size if chart.form == "bars" else 12.0
        xml = drawing(chart, Frame(box.width, box.height, size), self._language)
        name = package.next_partname(ChartPart.partname_template)
        part = ChartPart.load(name, CHART_TYPE, package, xml)
        if part.relate_to(EmbeddedXlsxPart.new(workbook(chart), package), RT.PACKAGE) != "rId1":
            raise ValueError("the workbook of a chart is its only relation")
        relation = slide.part.relate_to(part, RT.CHART)
        self._place(slide, chart_frame(_held(slide, alt), box, relation))

    def picture(self, slide: Slide, box: Box, drawn: Drawn, alt: str) -> None:
        """`drawn` as large as it fits into `box`, in its middle."""
        scale = min(box.width / drawn.width, box.height / drawn.height)
        width, height = scale * drawn.width, scale * drawn.height
        place = Box(box.x + (box.width - width) / 2, box.y, width, height)
        _, png = slide.part.get_or_add_image_part(io.BytesIO(drawn.png))
        self._pictures += 1
        name = PackURI(f"/ppt/media/figure{self._pictures}.svg")
        part = Part(name, "image/svg+xml", slide.part.package, drawn.svg)
        svg = slide.part.relate_to(part, RT.IMAGE)
        self._place(slide, picture(_held(slide, alt), place, png, svg))

    def tiles(self, slide: Slide, box: Box, rectangles: Iterable[Rectangle], alt: str) -> None:
        """Rectangles as one group that can be taken apart."""
        first = _held(slide, alt)
        shapes = [
            rectangle(
                Held(first.number + index),
                each.box,
                each.line,
                painted(each.fill, each.rim, each.dashed),
                self._tongue,
            )
            for index, each in enumerate(rectangles, 1)
        ]
        self._place(slide, grouped(first, box, shapes))

    def notes(self, slide: Slide, *texts: str) -> None:
        frame = slide.notes_slide.notes_text_frame
        if frame is None:
            raise ValueError("the template's notes have no place for text")
        frame.text = "\n".join(plain(text) for text in texts if text)

    def last(self) -> Slide:
        slides: list[Slide] = list(self._deck.slides)
        return slides[-1]

    def closed(self) -> bytes:
        made = io.BytesIO()
        self._deck.save(made)
        return settled(made.getvalue())

    def _place(self, slide: Slide, shape: str) -> None:
        name, _, rest = shape.partition(">")
        slide.shapes._spTree.append(parse_xml(f"{name} {SPACES}>{rest}"))


def _title_of(slide: Slide) -> Any:
    return slide.shapes.title


def _held(slide: Slide, alt: str = "") -> Held:
    """The next number on the slide, those within groups counted, too."""
    return Held(
        max(int(number) for number in slide.shapes._spTree.xpath("//@id") if number.isdecimal())
        + 1,
        alt,
    )


def _only_layout(deck: Any) -> Any:
    """The layout with a title, moved to where titles stand here; all others go."""
    for layout in list(deck.slide_layouts):
        if layout.name != TITLE_ONLY:
            deck.slide_layouts.remove(layout)
    (kept,) = deck.slide_layouts
    for owner in (kept, deck.slide_master):
        for shape in list(owner.placeholders):
            if shape.element.ph.get("type") in PLACEHOLDERS:
                shape.element.getparent().remove(shape.element)
    for shape in deck.slide_master.placeholders:
        box = TITLE if shape.element.ph.get("type") == "title" else Box(MARGIN, 130, ROOM, 350)
        _move(shape, box)
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return kept


def _move(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (
        round(EMU * length) for length in (box.x, box.y, box.width, box.height)
    )


def _name_fonts(master: Any) -> None:
    theme = master.part_related_by(RT.THEME)
    text = theme.blob.decode()
    for kind, old, new in (("latin", "Calibri", LATIN), ("ea", "", EAST)):
        text = text.replace(f'<a:{kind} typeface="{old}"/>', f'<a:{kind} typeface="{new}"/>')
    theme._blob = text.encode()


def _drop(source: Any, kind: str) -> None:
    for name in [key for key, each in source._rels.items() if each.reltype == kind]:
        source._rels.pop(name)


def _describe(properties: Any, document: ReportDoc) -> None:
    moment: datetime = (document.made_at or NEVER).replace(tzinfo=None)
    properties.title = plain(f"{document.cover.title} {document.cover.subtitle}")[:255]
    properties.author = properties.last_modified_by = "Wenheng"
    properties.language = TAGS[document.language]
    properties.created = properties.modified = moment
    properties.revision = 1
