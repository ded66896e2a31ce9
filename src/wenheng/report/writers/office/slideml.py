"""Texts, tables, charts and pictures of a slide as PowerPoint keeps them.

Lengths are in points. Source: ECMA-376-1, part 1, 19–21 (PresentationML, DrawingML).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from wenheng.report.plain import plain
from wenheng.report.writers.office.colors import color

EMU = 12700
"""English metric units of a point."""

SPACES = " ".join(
    f'xmlns:{name}="{space}"'
    for name, space in {
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    }.items()
)
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
PAGE_FIELD = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"


@dataclass(frozen=True)
class Box:
    """A place on the slide."""

    x: float
    y: float
    width: float
    height: float

    def xml(self, tag: str = "a") -> str:
        x, y, width, height = (
            round(EMU * length) for length in (self.x, self.y, self.width, self.height)
        )
        place = f'<a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/>'
        return f"<{tag}:xfrm>{place}</{tag}:xfrm>"


@dataclass(frozen=True)
class Line:
    """A paragraph of one look."""

    text: str
    size: float = 14
    bold: bool = False
    ink: str = "ink"
    align: Literal["l", "r", "ctr"] = "l"
    after: float = 0


@dataclass(frozen=True)
class Grid:
    """A table; the first row is its head. `fills` are colours of the palette, "" for none."""

    rows: Sequence[Sequence[Line]]
    widths: Sequence[float]
    heights: Sequence[float]
    fills: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Held:
    """What every shape has: its number on the slide and what is told of it."""

    number: int
    alt: str = ""

    def xml(self, name: str) -> str:
        told = f' descr="{escape(plain(self.alt))}"' if self.alt else ""
        return f'<p:cNvPr id="{self.number}" name="{name} {self.number}"{told}/>'


def paragraphs(lines: Sequence[Line], tongue: str) -> str:
    return "".join(_paragraph(line, tongue) for line in lines)


def text_box(held: Held, box: Box, lines: Sequence[Line], tongue: str, fill: str = "") -> str:
    paint = _solid(fill) if fill else "<a:noFill/>"
    inset = 10 if fill else 0
    return (
        f'<p:sp><p:nvSpPr>{held.xml("Text")}<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr>'
        f'{box.xml()}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{paint}</p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square" {_insets(inset)} anchor="t"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle/>{paragraphs(lines, tongue)}</p:txBody></p:sp>"
    )


def rectangle(held: Held, box: Box, line: Line, paint: str, tongue: str) -> str:
    """A rectangle with a line in its middle; `paint` is what `painted` gives."""
    return (
        f"<p:sp><p:nvSpPr>{held.xml('Tile')}<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>"
        f'{box.xml()}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{paint}</p:spPr>'
        f'<p:txBody><a:bodyPr wrap="none" {_insets(0)} anchor="ctr"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle/>{paragraphs([line], tongue)}</p:txBody></p:sp>"
    )


def painted(fill: str, rim: str, dashed: bool) -> str:
    """Fill and rim by the palette's names, none where the name is empty."""
    inside = _solid(fill) if fill else "<a:noFill/>"
    dash = '<a:prstDash val="dash"/>' if dashed else ""
    return inside + (
        f'<a:ln w="9525">{_solid(rim)}{dash}</a:ln>' if rim else "<a:ln><a:noFill/></a:ln>"
    )


def grouped(held: Held, box: Box, shapes: Sequence[str]) -> str:
    """`shapes` as one group in `box`."""
    place = box.xml().removesuffix("</a:xfrm>")
    inner = place.removeprefix("<a:xfrm>").replace("a:off", "a:chOff").replace("a:ext", "a:chExt")
    return (
        f"<p:grpSp><p:nvGrpSpPr>{held.xml('Tiles')}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr>{place}{inner}</a:xfrm></p:grpSpPr>{''.join(shapes)}</p:grpSp>"
    )


def page_number(held: Held, box: Box, tongue: str) -> str:
    look = f'<a:rPr lang="{tongue}" sz="1000">{_solid("muted")}</a:rPr>'
    field = f'<a:fld id="{PAGE_FIELD}" type="slidenum">{look}<a:t>‹#›</a:t></a:fld>'
    return (
        f'<p:sp><p:nvSpPr>{held.xml("Number")}<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr>'
        f'{box.xml()}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square" {_insets(0)}><a:noAutofit/></a:bodyPr><a:lstStyle/>'
        f'<a:p><a:pPr algn="r"/>{field}</a:p></p:txBody></p:sp>'
    )


def chart_frame(held: Held, box: Box, relation: str) -> str:
    return _frame(held, box, CHART, f'<c:chart r:id="{relation}"/>', "Chart")


def table_frame(held: Held, box: Box, grid: Grid, tongue: str) -> str:
    columns = "".join(f'<a:gridCol w="{round(EMU * width)}"/>' for width in grid.widths)
    fills = grid.fills or [[""] * len(grid.widths)] * len(grid.rows)
    rows = zip(grid.rows, grid.heights, fills, strict=True)
    body = "".join(_row(row, at, tongue) for at, row in enumerate(rows))
    inner = f'<a:tbl><a:tblPr firstRow="1"/><a:tblGrid>{columns}</a:tblGrid>{body}</a:tbl>'
    return _frame(held, box, TABLE, inner, "Table")


def picture(held: Held, box: Box, png: str, svg: str) -> str:
    """A picture by its relations: the SVG, and the PNG where none is read."""
    vector = f'<a:ext uri="{SVG_EXTENSION}"><asvg:svgBlip r:embed="{svg}"/></a:ext>'
    return (
        f'<p:pic><p:nvPicPr>{held.xml("Picture")}<p:cNvPicPr><a:picLocks noChangeAspect="1"/>'
        f'</p:cNvPicPr><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed="{png}"><a:extLst>{vector}'
        "</a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></p:blipFill>"
        f'<p:spPr>{box.xml()}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )


def _frame(held: Held, box: Box, space: str, inner: str, name: str) -> str:
    return (
        f"<p:graphicFrame><p:nvGraphicFramePr>{held.xml(name)}<p:cNvGraphicFramePr>"
        '<a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
        f'{box.xml("p")}<a:graphic><a:graphicData uri="{space}">{inner}</a:graphicData>'
        "</a:graphic></p:graphicFrame>"
    )


def _row(row: tuple[Sequence[Line], float, Sequence[str]], at: int, tongue: str) -> str:
    lines, height, fills = row
    cells = "".join(
        _cell(line, fill, at == 0, tongue) for line, fill in zip(lines, fills, strict=True)
    )
    return f'<a:tr h="{round(EMU * height)}">{cells}</a:tr>'


def _cell(line: Line, fill: str, head: bool, tongue: str) -> str:
    rule = f'<a:lnB w="{12700 if head else 6350}">{_solid("muted" if head else "rule")}</a:lnB>'
    none = "".join(f'<a:ln{side} w="0"><a:noFill/></a:ln{side}>' for side in "LRT")
    paint = _solid(fill) if fill else "<a:noFill/>"
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{_paragraph(line, tongue)}</a:txBody>"
        f'<a:tcPr marL="63500" marR="63500" marT="25400" marB="25400" anchor="ctr">{none}{rule}'
        f"{paint}</a:tcPr></a:tc>"
    )


def _paragraph(line: Line, tongue: str) -> str:
    size, bold = round(100 * line.size), f' b="{int(line.bold)}"'
    look = f'<a:rPr lang="{tongue}" sz="{size}"{bold} dirty="0">{_solid(line.ink)}</a:rPr>'
    texts = (escape(part, quote=False) for part in plain(line.text).split("\n"))
    runs = "<a:br/>".join(f"<a:r>{look}<a:t>{text}</a:t></a:r>" for text in texts)
    space = f'<a:spcAft><a:spcPts val="{round(100 * line.after)}"/></a:spcAft>'
    form = f'<a:pPr marL="0" indent="0" algn="{line.align}">{space}<a:buNone/></a:pPr>'
    return f"<a:p>{form}{runs}</a:p>"


def _solid(token: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color(token)}"/></a:solidFill>'


def _insets(points: float) -> str:
    return " ".join(f'{side}Ins="{round(EMU * points)}"' for side in "ltrb")
