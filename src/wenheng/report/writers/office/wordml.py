"""Paragraphs, fields and tables as Word keeps them; all text comes out as text.

Source: ECMA-376-1, part 1, 17 (WordprocessingML).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from wenheng.report.plain import plain
from wenheng.report.writers.office.colors import color

TWIPS = 20
"""Twentieths of a point, Word's unit of length."""

SHORT, FIRST = 8, 2
"""Rows of a table that is not broken over pages; rows that stay with the head of a longer one."""


@dataclass(frozen=True)
class Field:
    """A field of a table: `ink` and `fill` are colours of the palette by name."""

    text: str
    numeric: bool = False
    depth: int = 0
    bold: bool = False
    ink: str = ""
    fill: str = ""


@dataclass(frozen=True)
class Ruled:
    """A table with three rules; `widths` are in points, `style` is that of its text.

    A `kept` one stays with what follows, however long it is.
    """

    head: Sequence[Field]
    rows: Sequence[Sequence[Field]]
    widths: Sequence[float]
    alt: str = ""
    style: str = "TableText"
    kept: bool = False


@dataclass(frozen=True)
class _Look:
    style: str
    head: bool = False
    kept: bool = False


def run(text: str, bold: bool = False, ink: str = "") -> str:
    """`text`, made plain, with its line breaks."""
    form = "<w:b/>" if bold else ""
    form += f'<w:color w:val="{color(ink)}"/>' if ink else ""
    form = f"<w:rPr>{form}</w:rPr>" if form else ""
    lines = (
        f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>'
        for line in plain(text).split("\n")
    )
    return f"<w:r>{form}{'<w:br/>'.join(lines)}</w:r>"


def gap(text: str) -> str:
    """Our own text with the blanks at its ends."""
    return f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def paragraph(inner: str, style: str = "", form: str = "") -> str:
    """A paragraph of runs; `form` holds further properties."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{form}</w:pPr>{inner}</w:p>"


def field(code: str, shown: str) -> str:
    """A field of ours with the text that stands until a reader updates it; never given text."""
    return opened(code) + run(shown) + closed()


def opened(code: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def closed() -> str:
    return '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def marked(inner: str, number: int) -> str:
    """Runs that a link can lead to."""
    name = bookmark(number)
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{inner}<w:bookmarkEnd w:id="{number}"/>'


def linked(inner: str, number: int) -> str:
    return f'<w:hyperlink w:anchor="{bookmark(number)}" w:history="1">{inner}</w:hyperlink>'


def bookmark(number: int) -> str:
    return f"_Toc{number:08d}"


PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def table(ruled: Ruled) -> str:
    """The table; its head stands on every page, and what is short stays on one page."""
    sizes = [round(TWIPS * width) for width in ruled.widths]
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
    count = len(ruled.rows)
    kept = count if ruled.kept else count - 1 if count <= SHORT else FIRST
    body = "".join(
        _row(row, sizes, _Look(ruled.style, kept=at < kept)) for at, row in enumerate(ruled.rows)
    )
    head = _row(ruled.head, sizes, _Look(ruled.style, head=True, kept=True)) if ruled.head else ""
    caption = f'<w:tblCaption w:val="{escape(plain(ruled.alt))}"/>' if ruled.alt else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ThreeRules"/><w:tblW w:w="{sum(sizes)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="0020" w:firstRow="{int(bool(head))}" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{caption}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
    )


def _row(fields: Sequence[Field], sizes: Sequence[int], look: _Look) -> str:
    form = "<w:cantSplit/>" + ("<w:tblHeader/>" if look.head else "")
    cells = "".join(_cell(each, size, look) for each, size in zip(fields, sizes, strict=True))
    return f"<w:tr><w:trPr>{form}</w:trPr>{cells}</w:tr>"


def _cell(held: Field, size: int, look: _Look) -> str:
    shade = (
        f'<w:shd w:val="clear" w:color="auto" w:fill="{color(held.fill)}"/>' if held.fill else ""
    )
    form = "<w:keepNext/>" if look.kept else ""
    form += f'<w:ind w:left="{180 * held.depth}"/>' if held.depth else ""
    form += '<w:jc w:val="right"/>' if held.numeric else ""
    inner = paragraph(run(held.text, held.bold or look.head, held.ink), look.style, form)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/>'
        f"</w:tcPr>{inner}</w:tc>"
    )
