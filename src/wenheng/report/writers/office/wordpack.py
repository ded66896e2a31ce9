"""The package of a Word file: page, styles, properties, and what is placed in it."""

import io
from datetime import datetime
from html import escape
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from wenheng.language import Language
from wenheng.report.document import ReportDoc
from wenheng.report.plain import plain
from wenheng.report.writers.office.archives import settled
from wenheng.report.writers.office.chartml import (
    NEVER,
    TAGS,
    Frame,
    drawing,
    template,
    workbook,
)
from wenheng.report.writers.office.charts import Chart
from wenheng.report.writers.office.pictures import Drawn
from wenheng.report.writers.office.wordml import field, gap, paragraph

ROOM = 442.0
"""Width of the text block in points: A4 less margins of 28 and 26 mm."""

TALLEST = 560.0
"""Height of a picture in points, so that its caption stands on the same page."""

EMU = 12700
"""English metric units of a point."""

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPACES = nsdecls("w", "wp", "a", "r", "pic")
CHART_SPACE = "http://schemas.openxmlformats.org/drawingml/2006/chart"
SVG_SPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"

PAGE = """<w:sectPr {spaces}>
<w:footerReference w:type="default" r:id="{odd}"/><w:footerReference w:type="even" r:id="{even}"/>
<w:footerReference w:type="first" r:id="{first}"/>
<w:pgSz w:w="11906" w:h="16838"/>
<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400"
 w:gutter="0"/><w:titlePg/></w:sectPr>"""
"""A4 with margins of 37, 26, 35 and 28 mm: a text block of 156 × 225 mm."""

SETTINGS = """<w:settings {spaces}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>
<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>
<w:updateFields w:val="true"/><w:compat><w:compatSetting w:name="compatibilityMode"
 w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="{latin}" w:eastAsia="zh-CN"/></w:settings>"""


class WordPack:
    """A Word file being made; `closed` gives its bytes, once."""

    def __init__(self, document: ReportDoc):
        self.language = document.language
        self._file = docx.Document()
        self._part = self._file.part
        self._charts = 0
        self._drawings = 0
        _without_thumbnail(self._part.package.rels)
        _replace(self._file.styles.element, _styles(document.language))
        settings = SETTINGS.format(spaces=SPACES, latin=TAGS[document.language])
        _replace(self._file.settings.element, settings)
        _describe(self._file.core_properties, document)

    def chart(self, chart: Chart, height: float, alt: str) -> str:
        """The run that shows `chart` across the page, `height` points high."""
        self._charts += 1
        package = self._part.package
        name = PackURI(f"/word/embeddings/chart{self._charts}.xlsx")
        book = Part(name, BOOK_TYPE, workbook(chart), package)
        name = PackURI(f"/word/charts/chart{self._charts}.xml")
        drawn = drawing(chart, Frame(ROOM, height, 9), self.language)
        part = Part(name, CHART_TYPE, drawn, package)
        if part.relate_to(book, RT.PACKAGE) != "rId1":
            raise ValueError("the workbook of a chart is its only relation")
        relation = self._part.relate_to(part, RT.CHART)
        held = f'<c:chart xmlns:c="{CHART_SPACE}" r:id="{relation}"/>'
        return self._inline(held, CHART_SPACE, (ROOM, height), alt)

    def picture(self, drawn: Drawn, alt: str) -> str:
        """The run that shows `drawn` across the page: its SVG, or the PNG where none is read."""
        width = min(ROOM, TALLEST * drawn.width / drawn.height)
        height = width * drawn.height / drawn.width
        png, _ = self._part.get_or_add_image(io.BytesIO(drawn.png))
        name = PackURI(f"/word/media/figure{self._drawings + 1}.svg")
        part = Part(name, "image/svg+xml", drawn.svg, self._part.package)
        svg = self._part.relate_to(part, RT.IMAGE)
        size = f'<a:ext cx="{round(EMU * width)}" cy="{round(EMU * height)}"/>'
        held = (
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="{svg}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{png}"><a:extLst><a:ext uri="{SVG_EXTENSION}">'
            f'<asvg:svgBlip xmlns:asvg="{SVG_SPACE}" r:embed="{svg}"/></a:ext></a:extLst></a:blip>'
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
            f'<a:off x="0" y="0"/>{size}</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            "</pic:spPr></pic:pic>"
        )
        space = "http://schemas.openxmlformats.org/drawingml/2006/picture"
        return self._inline(held, space, (width, height), alt)

    def closed(self, body: str) -> bytes:
        """The file, whose text is the WordprocessingML `body`."""
        wanted = {kind: self._footer(kind) for kind in ("odd", "even", "first")}
        page = PAGE.format(spaces=SPACES, **wanted)
        _replace(self._part.element.body, f"<w:body {SPACES}>{body}{page}</w:body>")
        made = io.BytesIO()
        self._file.save(made)
        return settled(made.getvalue())

    def _footer(self, kind: str) -> str:
        """The page's number outside, as — 1 —; none on the first page."""
        side = {"odd": "right", "even": "left"}.get(kind)
        indent = '<w:ind w:left="280" w:right="280"/>'
        inner = gap("— ") + field("PAGE", "1") + gap(" —") if side else ""
        line = paragraph(inner, "Footer", f'{indent}<w:jc w:val="{side}"/>' if side else "")
        part, relation = self._part.add_footer_part()  # type: ignore[no-untyped-call]
        _replace(part.element, f"<w:ftr {SPACES}>{line}</w:ftr>")
        return str(relation)

    def _inline(self, held: str, space: str, size: tuple[float, float], alt: str) -> str:
        self._drawings += 1
        width, height = (round(EMU * length) for length in size)
        return (
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{self._drawings}" '
            f'name="Figure {self._drawings}" descr="{escape(plain(alt))}"/>'
            f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{space}">{held}'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


def _replace(element: Any, xml: str) -> None:
    """What `xml` holds in the place of what `element` held."""
    given = parse_xml(xml)
    for child in list(element):
        element.remove(child)
    element.extend(list(given))


def _without_thumbnail(relations: dict[str, Any]) -> None:
    """The picture of the empty template that python-docx begins with."""
    for name in [key for key, each in relations.items() if each.reltype == RT.THUMBNAIL]:
        del relations[name]


def _styles(language: Language) -> str:
    zh = language == "zh"
    body, exact = (32, 580) if zh else (24, 400)
    return template("word-styles.xml.j2").render(
        chinese=zh,
        body=body,
        exact=exact,
        indent=f'<w:ind w:firstLineChars="200" w:firstLine="{20 * body}"/>' if zh else "",
    )


def _describe(properties: Any, document: ReportDoc) -> None:
    """Title, language and dates; the dates are those of the numbers, never the clock's."""
    moment: datetime = (document.made_at or NEVER).replace(tzinfo=None)
    properties.title = plain(f"{document.cover.title} {document.cover.subtitle}")[:255]
    properties.author = properties.last_modified_by = "Wenheng"
    properties.comments = properties.subject = properties.keywords = ""
    properties.language = TAGS[document.language]
    properties.created = properties.modified = moment
    properties.revision = 1
