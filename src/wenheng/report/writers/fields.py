"""Rows of tables as HTML: plain joining, since a report may hold a quarter of a million fields."""

import re

from markupsafe import Markup, escape

from wenheng.language import Language
from wenheng.report.document import Cell, Column, Meter, Table

_HAN = re.compile(r"[\u3400-\u9fff]")
_HANS = re.compile(r"([\u3400-\u9fff]+(?:[\u3000-\u303f\u3400-\u9fff]*[\u3400-\u9fff])?)")


def tongue(text: str, language: Language) -> Markup:
    """A `lang` attribute for Chinese text on an English page."""
    return Markup(' lang="zh-CN"') if language == "en" and _HAN.search(text) else Markup("")


def voiced(text: str, language: Language) -> Markup:
    """`text` with its Chinese runs marked as such where the page is English."""
    if language != "en":
        return escape(text)
    parts = _HANS.split(text)
    marked = (Markup('<span lang="zh-CN">{}</span>').format(part) for part in parts[1::2])
    return Markup("").join(
        piece for pair in zip(map(escape, parts[::2]), [*marked, ""], strict=True) for piece in pair
    )


def rows(table: Table, language: Language) -> Markup:
    """The `tr` elements of the body of `table`, all text escaped."""
    made = _tree_row if table.tree else _row
    return Markup("\n".join(made(row, table.columns, language) for row in table.rows))


def inside(cell: Cell) -> Markup:
    """What stands in a field: text, link and meter; a meter without a value stands below."""
    text = escape(cell.text)
    if cell.link:
        text = Markup(f'<a href="#{escape(cell.link)}">{text}</a>')
    if cell.meter is None:
        return text
    return text + _meter(cell.meter) if cell.quiet else _meter(cell.meter) + text


def _row(row: tuple[Cell, ...], columns: tuple[Column, ...], language: Language) -> str:
    pairs = zip(row, columns, strict=True)
    return f"<tr>{''.join(_field(cell, column, language) for cell, column in pairs)}</tr>"


def _tree_row(row: tuple[Cell, ...], columns: tuple[Column, ...], language: Language) -> str:
    first, *others = row
    head = f'<th scope="row"{tongue(first.text, language)}>{inside(first)}</th>'
    pairs = zip(others, columns[1:], strict=True)
    fields = "".join(_field(cell, column, language) for cell, column in pairs)
    return f'<tr class="d{first.depth}">{head}{fields}</tr>'


def _field(cell: Cell, column: Column, language: Language) -> str:
    kinds = "n" * column.numeric + " q" * cell.quiet
    attributes = f' class="{kinds.strip()}"' if kinds else ""
    if cell.anchor:
        attributes += f' id="{escape(cell.anchor)}"'
    if cell.sort is not None:
        attributes += f' data-sort="{cell.sort}"'
    return f"<td{attributes}{tongue(cell.text, language)}>{inside(cell)}</td>"


def _meter(meter: Meter) -> Markup:
    parts = ""
    if meter.low is not None and meter.high is not None:
        width = _percent(meter.high - meter.low)
        parts += f'<i class="r" style="left:{_percent(meter.low)};width:{width}"></i>'
    if meter.value is not None:
        parts += f'<i class="v" style="width:{_percent(meter.value)}"></i>'
    return Markup(f'<i class="meter" aria-hidden="true">{parts}</i>')


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"
